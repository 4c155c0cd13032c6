import { unreachable, type Verdict } from '@quality-gates/contract';
import { CoordinatorUnavailableError } from '../errors/index.js';
import type { Asking } from './asking.js';
import { Follower } from './events/follower.js';
import { poll } from './poll.js';
import { post } from './post.js';
import type { Standing } from './standing.js';

type End =
  { kind: 'verdict'; verdict: Verdict } | { kind: 'lost'; how: 'forgot' | 'cancelled' | 'went back on' };

/**
 * Asks until there is a verdict: posts the question, follows its events, and polls where they do not lead to the
 * end. Posting the same question again is how a lost check is taken up; that is done once for each way in which
 * it can be lost.
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
    asking.parts.teller.restart();
  }
}

async function askOnce(asking: Asking): Promise<End> {
  const { scope, runtime, teller } = asking.parts;
  const events = new Follower(asking);
  const posted = await post(asking);
  if ('verdict' in posted) return { kind: 'verdict', ...posted };
  asking.isAccepted = true;
  for (let standing: Standing | undefined = posted; standing;) {
    const { check, notBefore } = standing;
    if (!asking.isCurrent(check.run)) return { kind: 'lost', how: 'went back on' };
    switch (check.state) {
      case 'done':
        return { kind: 'verdict', verdict: check.verdict };
      case 'cancelled':
        return { kind: 'lost', how: 'cancelled' };
      case 'queued':
        teller.tell({ type: 'queued', checkId: asking.checkId });
        break;
      case 'running':
        break;
      default:
        unreachable(check);
    }
    const verdict = await events.follow();
    if (verdict) return { kind: 'verdict', verdict };
    if (events.isOver) await scope.sleep(notBefore - runtime.now());
    standing = await poll(asking, events.isOver ? asking.waitSeconds : 0);
  }
  return { kind: 'lost', how: 'forgot' };
}
