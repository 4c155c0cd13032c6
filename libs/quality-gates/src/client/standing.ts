import { Check, type Verdict } from '@quality-gates/contract';
import { ProtocolError } from '../errors/index.js';
import type { Asking } from './asking.js';
import type { Answer } from './http/call.js';
import { pauseMs } from './resilience/pause.js';
import { trustedVerdict } from './trusted-verdict.js';

/** Where a question stands, by a coordinator's word that was found to be one. */
export interface Standing {
  /** With a verdict that can be trusted, where it is done. */
  check: Check;
  /** When the coordinator may be asked again, on the runtime's clock. */
  notBefore: number;
}

/** @throws ProtocolError for what is no check, another check, or done by a verdict that cannot be trusted */
export function readStanding(answer: Answer, { checkId, parts }: Asking): Standing {
  const parsed = Check.safeParse(answer.json);
  if (!parsed.success) {
    throw new ProtocolError("The coordinator's answer is no valid check.", {
      cause: parsed.error,
      mend: 'Use a coordinator of the same version as this library.',
    });
  }
  const check = parsed.data;
  if (check.checkId !== checkId) {
    throw new ProtocolError(
      'The coordinator answered another question: the check id is not the one asked about.',
    );
  }
  if (check.state === 'done') trustedVerdict(check.verdict, parts.request);
  return { check, notBefore: parts.runtime.now() + pauseMs(answer, parts.runtime) };
}

/** The answer to a question that was posted: the verdict, or where it stands until there is one. */
export function readPosted(answer: Answer, asking: Asking): { verdict: Verdict } | Standing {
  return answer.status === 200
    ? { verdict: trustedVerdict(answer.json, asking.parts.request) }
    : readStanding(answer, asking);
}
