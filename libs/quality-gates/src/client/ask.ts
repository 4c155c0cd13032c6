import {
  Check,
  checkIdOf,
  type CheckEvent,
  type CheckRequest,
  unreachable,
  type Verdict,
} from '@quality-gates/contract';
import { CoordinatorUnavailableError, ProtocolError, RequestRejectedError } from '../errors/index.js';
import type { ResolvedAddress } from '../options.js';
import { retryAfterMs } from './retry-after.js';
import type { Runtime } from './runtime.js';
import type { Scope } from './scope.js';
import type { Answer, Transport } from './transport.js';
import { trustedVerdict } from './trusted-verdict.js';

interface Asking {
  request: CheckRequest;
  address: ResolvedAddress;
  transport: Transport;
  runtime: Runtime;
  scope: Scope;
  onEvent: (event: CheckEvent) => void;
  /** Told once the coordinator has taken the check. */
  onAccepted: () => void;
}

/**
 * Asks until there is a verdict: posts the question, then polls. Posting the same question again is how a
 * lost check is taken up; that is done once for each way in which it can be lost.
 */
export async function ask(asking: Asking): Promise<Verdict> {
  const lostBefore = new Set<string>();
  for (;;) {
    const end = await askOnce(asking);
    if (end.kind === 'verdict') return end.verdict;
    if (lostBefore.has(end.how)) {
      throw new CoordinatorUnavailableError(
        `The coordinator took the check twice and each time ${end.how} it.`,
      );
    }
    lostBefore.add(end.how);
  }
}

type End = { kind: 'verdict'; verdict: Verdict } | { kind: 'lost'; how: 'forgot' | 'cancelled' };

async function askOnce(asking: Asking): Promise<End> {
  const { request, transport, scope, address } = asking;
  const checkId = checkIdOf(request);
  let answer = await transport.send(
    { method: 'POST', path: CHECK_PATH, body: request, waitSeconds: waitSeconds(address, scope) },
    scope,
  );
  if (answer.status === 200) return { kind: 'verdict', verdict: trustedVerdict(answer.json, request) };
  let announced = false;
  for (;;) {
    const check = readCheck(answer, checkId);
    asking.onAccepted();
    switch (check.state) {
      case 'done':
        return { kind: 'verdict', verdict: trustedVerdict(check.verdict, request) };
      case 'cancelled':
        return { kind: 'lost', how: 'cancelled' };
      case 'queued':
        if (!announced) asking.onEvent({ type: 'queued', checkId });
        announced = true;
        break;
      case 'running':
        break;
      default:
        unreachable(check);
    }
    await scope.sleep(pauseMs(answer, asking.runtime));
    const next = await poll(asking, checkId);
    if (next === undefined) return { kind: 'lost', how: 'forgot' };
    answer = next;
  }
}

const CHECK_PATH = '/api/quality/check';

/** The next state of the check, from the path that the contract gives; a `Location` that says otherwise is not followed. */
async function poll({ transport, scope, address }: Asking, checkId: string): Promise<Answer | undefined> {
  const path = `/api/quality/checks/${checkId}`;
  try {
    return await transport.send({ method: 'GET', path, waitSeconds: waitSeconds(address, scope) }, scope);
  } catch (error) {
    if (error instanceof RequestRejectedError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** What a coordinator that holds answers back needs of us between two polls, against one that does not mean it. */
const SHORTEST_PAUSE_MS = 50;
const USUAL_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

function pauseMs({ waited, retryAfter, date }: Answer, runtime: Runtime): number {
  if (waited) return SHORTEST_PAUSE_MS;
  return Math.min(LONGEST_PAUSE_MS, retryAfterMs({ retryAfter, date }, runtime.wallNow()) ?? USUAL_PAUSE_MS);
}

function waitSeconds({ waitMs }: ResolvedAddress, scope: Scope): number {
  return Math.floor(Math.min(waitMs, scope.remainingMs) / 1000);
}

function readCheck(answer: Answer, checkId: string): Check {
  const parsed = Check.safeParse(answer.json);
  if (!parsed.success) {
    throw new ProtocolError("The coordinator's answer is no valid check.", {
      cause: parsed.error,
      mend: 'Use a coordinator of the same version as this library.',
    });
  }
  if (parsed.data.checkId === checkId) return parsed.data;
  throw new ProtocolError(
    'The coordinator answered another question: the check id is not the one asked about.',
  );
}
