import type { CheckEvent, ObjectId, Stage, Verdict } from '@quality-gates/contract';
import type { FlowEnd } from './flow-end.js';

/** What happens to a change on its way; switch on `type`. */
export type FlowEvent =
  /** The agent changed its files. `attempt` counts from 1 on each base. */
  | { type: 'edited'; attempt: number; did: string }
  | { type: 'asked'; stage: Stage; attempt: number }
  /** What the coordinator tells while it judges. */
  | { type: 'progress'; stage: Stage; event: CheckEvent }
  | { type: 'judged'; stage: Stage; attempt: number; verdict: Verdict }
  /** What the agent is told of a rejection. */
  | { type: 'told'; findings: string }
  | { type: 'committed'; commit: ObjectId }
  /** Another change landed first: this one starts again on the new base. */
  | { type: 'rebased'; commit: ObjectId; onto: ObjectId }
  | { type: 'ended'; end: FlowEnd };
