import type { CheckEvent, GateResult, Verdict } from '@quality-gates/contract';

/**
 * What a listener has been told, so that it hears each thing once, whether it came as an event or is only known
 * from an answer, and hears `reset` before anything of another run.
 */
export class Teller {
  private readonly finished = new Map<string, GateResult['status']>();
  private queued = false;
  private hasTold = false;
  private outdated = false;

  constructor(private readonly listener: (event: CheckEvent) => void) {}

  /** Tells an event; `queued` only the first time. Verdicts are for {@link Teller.finish}. */
  tell(event: CheckEvent): void {
    if (event.type === 'verdict') return;
    if (event.type === 'reset') return this.reset(event.checkId);
    this.leaveOutdated(event.checkId);
    if (event.type === 'queued' && this.queued) return;
    if (event.type === 'queued') this.queued = true;
    if (event.type === 'gate-finished') this.finished.set(event.result.gate, event.result.status);
    this.pass(event);
  }

  /** What was told so far is of a run that counts no more. */
  restart(): void {
    this.outdated = true;
  }

  /** Tells of each gate what was not yet told, or told otherwise, and then the verdict. */
  finish(verdict: Verdict): void {
    const { checkId } = verdict;
    this.leaveOutdated(checkId);
    for (const result of verdict.gates) {
      if (this.finished.get(result.gate) !== result.status) {
        this.pass({ type: 'gate-finished', checkId, result });
      }
    }
    this.pass({ type: 'verdict', checkId, verdict });
  }

  private leaveOutdated(checkId: string): void {
    if (this.outdated && this.hasTold) this.reset(checkId);
    this.outdated = false;
  }

  private reset(checkId: string): void {
    this.finished.clear();
    this.queued = false;
    this.outdated = false;
    this.pass({ type: 'reset', checkId });
    this.hasTold = false;
  }

  private pass(event: CheckEvent): void {
    this.hasTold = true;
    this.listener(event);
  }
}
