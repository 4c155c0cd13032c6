import { z } from 'zod';
import type { Candidate, Waiver } from './check-request.js';
import type { Finding } from './finding.js';

/** What an agent asks the orchestrator to accept. Asking changes nothing in the answer. */
export const WaiverRequest = z
  .strictObject({
    rule: z.string().min(1).max(256),
    path: z.string().min(1).max(4096).optional(),
    reason: z.string().min(1).max(4096),
  })
  .meta({
    id: 'WaiverRequest',
    description:
      'What the commit message asks the orchestrator to accept. Only the orchestrator can grant it.',
  });
export type WaiverRequest = z.infer<typeof WaiverRequest>;

/** How many requests of one message are heard. */
export const MAX_WAIVER_REQUESTS = 20;

const TRAILER = /^Waiver-Request:\s*([a-zA-Z][\w@/.-]*)(?:[ \t]+(\S+?))?\s*:[ \t]+(\S.*)$/;

/**
 * The waivers that a commit message asks for: lines of the form `Waiver-Request: <rule> [<path>]: <reason>`, at
 * most {@link MAX_WAIVER_REQUESTS}. Lines of another form are no requests.
 */
export function waiverRequestsIn(message: string): WaiverRequest[] {
  return message
    .split('\n')
    .flatMap((line) => {
      const [, rule, path, reason] = TRAILER.exec(line.trim()) ?? [];
      if (rule === undefined || reason === undefined) return [];
      const asked = WaiverRequest.safeParse({ rule, ...(path && { path }), reason });
      return asked.success ? [asked.data] : [];
    })
    .slice(0, MAX_WAIVER_REQUESTS);
}

/**
 * A waiver of one finding of a verdict, bound to the tree and the base that the verdict is about. To be sent with
 * the same question, by the orchestrator: an agent's word is none.
 *
 * @param granted why, by whom, and until when (ISO 8601, UTC)
 */
export function waiverFor(
  { candidate }: { candidate: Candidate },
  { rule, file }: Pick<Finding, 'rule' | 'file'>,
  granted: Pick<Waiver, 'reason' | 'grantedBy' | 'expiresAt'>,
): Waiver {
  const { tree, base } = candidate;
  return { rule, ...(file !== undefined && { path: file }), tree, base: base.commit, ...granted };
}
