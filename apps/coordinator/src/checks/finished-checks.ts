import type { CheckId } from '@quality-gates/contract';
import type { CheckRun } from './check-run.js';

const MOST_BYTES = 128 * 1024 * 1024;

/** Remembers how checks ended, the latest ones, within a number and a size. */
export class FinishedChecks {
  private readonly remembered = new Map<CheckId, { run: CheckRun; bytes: number }>();
  private bytes = 0;

  constructor(private readonly most: number) {}

  get(checkId: CheckId): CheckRun | undefined {
    const found = this.remembered.get(checkId);
    if (found === undefined) return undefined;
    // What is asked for again is the last to be forgotten.
    this.remembered.delete(checkId);
    this.remembered.set(checkId, found);
    return found.run;
  }

  add(run: CheckRun): void {
    this.forget(run.checkId);
    const bytes = run.ending?.kind === 'verdict' ? JSON.stringify(run.ending.verdict).length : 0;
    this.remembered.set(run.checkId, { run, bytes });
    this.bytes += bytes;
    for (const oldest of this.remembered.keys()) {
      if (this.remembered.size <= this.most && this.bytes <= MOST_BYTES) break;
      this.forget(oldest);
    }
  }

  private forget(checkId: CheckId): void {
    this.bytes -= this.remembered.get(checkId)?.bytes ?? 0;
    this.remembered.delete(checkId);
  }
}
