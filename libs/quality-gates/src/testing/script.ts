import type { CheckRequest } from '@quality-gates/contract';
import { approve, type MockAnswer } from './answers.js';

type Matches = (request: CheckRequest) => boolean;

/** Which answer is for which request: rules first, then what was queued, in order, then the usual answer. */
export class Script {
  private readonly queue: MockAnswer[] = [];
  private readonly rules: { matches: Matches; answers: MockAnswer[] }[] = [];
  private usual: MockAnswer = approve();

  add(answers: readonly MockAnswer[]): void {
    this.queue.push(...answers);
  }

  addRule(matches: Matches, answers: readonly MockAnswer[]): void {
    this.rules.push({ matches, answers: [...answers] });
  }

  setUsual(answer: MockAnswer): void {
    this.usual = answer;
  }

  /** The last answer of a rule stays; those before it are given once each. */
  next(request: CheckRequest): MockAnswer {
    const rule = this.rules.find(({ matches }) => matches(request));
    if (rule) return (rule.answers.length > 1 ? rule.answers.shift() : rule.answers[0]) ?? this.usual;
    return this.queue.shift() ?? this.usual;
  }

  reset(): void {
    this.queue.length = 0;
    this.rules.length = 0;
    this.usual = approve();
  }
}
