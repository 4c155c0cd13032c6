import type { CheckRequest } from '@quality-gates/contract';
import { type JudgedRun, refusalLine, type Refusal, verdictLine, waiverLine } from './lines.js';
import type { AuditSink } from './sink.js';

/** Writes down who decided what: every verdict, every waiver that is presented, every refused authority. */
export class Audit {
  constructor(
    private readonly sink: AuditSink,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Once for each run that was judged. */
  verdict(judged: JudgedRun): void {
    this.sink.write({ time: this.time(), ...verdictLine(judged) });
  }

  /** A line for each waiver that comes with a question, whether the token may present it or not. */
  waivers(request: CheckRequest, token: string, decision: 'accepted' | 'refused'): void {
    for (const waiver of request.waivers ?? []) {
      this.sink.write({ time: this.time(), ...waiverLine(waiver, request, token, decision) });
    }
  }

  refused(refusal: Refusal): void {
    this.sink.write({ time: this.time(), ...refusalLine(refusal) });
  }

  /** How many lines could not be written to where they belong. */
  get failures(): number {
    return this.sink.failures;
  }

  close(): Promise<void> {
    return this.sink.close();
  }

  private time(): string {
    return this.now().toISOString();
  }
}
