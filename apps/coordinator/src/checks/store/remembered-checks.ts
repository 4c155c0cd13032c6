import type { CheckId } from '@quality-gates/contract';
import type { EndedCheck } from '../ended-check.js';
import type { EventLogs } from '../events/event-logs.js';
import type { CheckStore } from './check-store.js';

const MOST_BYTES = 128 * 1024 * 1024;

/**
 * How checks ended, the latest ones, within a number and a size: in memory, and behind it in the store, of
 * which memory asks for what it does not know.
 */
export class RememberedChecks {
  private readonly recent = new Map<CheckId, { check: EndedCheck; bytes: number }>();
  private bytes = 0;

  constructor(
    private readonly most: number,
    private readonly store: CheckStore,
    private readonly logs: EventLogs,
  ) {}

  /** What memory knows. */
  get(checkId: CheckId): EndedCheck | undefined {
    const found = this.recent.get(checkId);
    if (found === undefined) return undefined;
    // What is asked for again is the last to be forgotten.
    this.recent.delete(checkId);
    this.recent.set(checkId, found);
    return found.check;
  }

  /** Lets memory know what is stored. @returns the number of the latest run; 0 where there was none */
  async recall(checkId: CheckId): Promise<number> {
    const known = this.get(checkId);
    if (known) return known.run;
    const stored = await this.store.find(checkId);
    // Memory may have learnt better meanwhile.
    if (stored?.answer && !this.recent.has(checkId)) {
      const { run, answer } = stored;
      const { verdict, sequence } = answer;
      this.add({
        checkId,
        run,
        repository: verdict.candidate.repository,
        ending: { kind: 'verdict', verdict },
        log: this.logs.ofVerdict(run, verdict, sequence),
      });
    }
    return stored?.run ?? 0;
  }

  add(check: EndedCheck): void {
    this.forget(check.checkId);
    const bytes = check.ending.kind === 'verdict' ? JSON.stringify(check.ending.verdict).length : 0;
    this.recent.set(check.checkId, { check, bytes });
    this.bytes += bytes;
    for (const oldest of this.recent.keys()) {
      if (this.recent.size <= this.most && this.bytes <= MOST_BYTES) break;
      this.forget(oldest);
    }
  }

  /** Memory knows nothing of it any more, and asks the store again. */
  forget(checkId: CheckId): void {
    const found = this.recent.get(checkId);
    if (found === undefined) return;
    this.bytes -= found.bytes;
    this.logs.forget(found.check.log);
    this.recent.delete(checkId);
  }
}
