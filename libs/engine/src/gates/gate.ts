import type { FailedGate, GateName, InconclusiveGate, PassedGate, Stage } from '@quality-gates/contract';
import type { Policy } from '../policy/policy.js';
import type { Command } from '../process/command.js';
import type { ProcessEnd } from '../process/process-end.js';
import type { ResolvedTool, ToolPlace } from '../tools/tool.js';

/** What the candidate did to the base. */
export interface Change {
  /** Paths added, modified or renamed to; they exist in the candidate. */
  changed: readonly string[];
  /** Paths that the base has and the candidate has not. */
  deleted: readonly string[];
  /** Lines that the candidate added or rewrote, by path. */
  lines(): Promise<ReadonlyMap<string, ReadonlySet<number>>>;
}

/** What a gate may use while it judges. */
export interface GateContext {
  place: ToolPlace;
  tool: ResolvedTool;
  policy: Policy;
  stage: Stage;
  change: Change;
  /** Runs one command in the place, inside the sandbox and the limits. */
  run(command: Command): Promise<ProcessEnd>;
  /** The text of a file of the candidate, as it is in its tree. */
  readCandidate(path: string): Promise<string | undefined>;
}

type Unframed<T> = Omit<T, 'gate' | 'required' | 'tool' | 'durationMs' | 'fromRecord' | 'findingsOmitted'>;

/** What a gate decides; the caller adds its name, tool and duration. */
export type GateAnswer =
  | Unframed<PassedGate>
  | Unframed<FailedGate>
  | (Omit<Unframed<InconclusiveGate>, 'retryable'> & { retryable?: boolean });

/** One run that answers one gate, or two that share it. Holds at least the gates that it was asked for. */
export type GateAnswers = ReadonlyMap<GateName, GateAnswer>;
