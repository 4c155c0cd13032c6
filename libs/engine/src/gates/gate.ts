import type { FailedGate, GateName, InconclusiveGate, PassedGate, Stage } from '@quality-gates/contract';
import type { Inventory } from '../evidence/inventory.js';
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
  /** Where files that were renamed are now, by their path in the base. */
  renamed: ReadonlyMap<string, string>;
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
  /** Which files of the tree were written, replaced or taken away in the place since it was laid out. */
  touched(): Promise<string[]>;
  /** The text of a file of the candidate, as it is in its tree. */
  readCandidate(path: string): Promise<string | undefined>;
  /** The text of a file of the base; nothing where there is none, or no base. */
  readBase(path: string): Promise<string | undefined>;
  /** What the same run did on the base; absent where there is no base to hold the candidate against. */
  ofBase?: Inventory;
  /** Lays the trees out otherwise, in a workspace of its own that is removed after use. */
  elsewhere(layout: Layout): Promise<Elsewhere>;
}

/** How a workspace differs from the candidate's tree. The judge's configuration speaks from the base in each. */
export interface Layout {
  /** Whose tree it is. */
  of: 'candidate' | 'base';
  /** Paths that are as the other side has them; what is not there is left out. */
  otherSide?: readonly string[];
  /** Texts that are written over it, by path. */
  texts?: ReadonlyMap<string, string>;
}

/** Another workspace of the same question: put it over a {@link GateContext} to work there. */
export interface Elsewhere extends AsyncDisposable {
  place: ToolPlace;
  run(command: Command): Promise<ProcessEnd>;
}

type Unframed<T> = Omit<T, 'gate' | 'required' | 'tool' | 'durationMs' | 'fromRecord' | 'findingsOmitted'>;

/** What a gate decides; the caller adds its name, tool and duration. */
export type GateAnswer =
  | (Unframed<PassedGate> & { inventory?: Inventory })
  | (Unframed<FailedGate> & { inventory?: Inventory })
  | (Omit<Unframed<InconclusiveGate>, 'retryable'> & { retryable?: boolean; inventory?: Inventory });

/** An answer that could not be had. */
export type Untold = Extract<GateAnswer, { status: 'inconclusive' }>;

/** One run that answers one gate, or two that share it. Holds at least the gates that it was asked for. */
export type GateAnswers = ReadonlyMap<GateName, GateAnswer>;
