import type { Agent } from '../agents/agent.js';
import type { Task } from '../task.js';
import type { FlowEvent } from './flow-event.js';

export interface FlowOptions {
  /** How often the agent may try on one base. @default 3 */
  maxAttempts?: number;
  /** On how many bases the change is tried, while others land before it. @default 3 */
  maxBases?: number;
  /** Ends the flow at its next question, or in the middle of one: it rejects with a `CancelledError`. */
  signal?: AbortSignal;
  /** Told what happens, in order. */
  tell?: (event: FlowEvent) => void;
}

/** One change on its way. */
export interface Flow {
  readonly task: Task;
  readonly agent: Agent;
  readonly maxAttempts: number;
  readonly maxBases: number;
  readonly signal?: AbortSignal;
  readonly tell: (event: FlowEvent) => void;
}

export function flowOf(task: Task, agent: Agent, options: FlowOptions): Flow {
  const { maxAttempts = 3, maxBases = 3, signal, tell = () => {} } = options;
  return { task, agent, maxAttempts, maxBases, signal, tell };
}
