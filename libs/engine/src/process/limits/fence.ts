import type { Containment } from '@quality-gates/contract';
import type { Command } from '../command.js';
import type { Launch, ToolSpace } from '../sandbox.js';
import type { Ceilings } from './ceilings.js';

/** A limit that a run has reached, with what it was. */
export type Excess =
  | { limit: 'memory'; limitBytes: number }
  | { limit: 'processes'; most: number }
  | { limit: 'cpu-time'; cpuMs: number }
  | { limit: 'disk'; limitBytes: number };

/** What holds one or more limits for one run. */
export interface Guard {
  /** The file into which a process writes its id to come under the guard. */
  readonly joins?: string;
  /** @param isFinal every process has ended: the last chance to look */
  exceeded(isFinal: boolean): Promise<Excess | undefined>;
  /** Ends every process under the guard. */
  kill?(): Promise<void>;
  remove?(): Promise<void>;
}

/** The limits around one run. */
export interface Fence {
  /** What the sandbox is to run, with the limits that can only be set inside it. */
  inside(command: Command): Command;
  /** Puts the launch inside: it comes under the limits before its program starts. */
  around(launch: Launch): Launch;
  /** Looks after the process until `finish`, and tells the first limit that is reached. */
  watch(pid: number, onExcess: (excess: Excess) => void): void;
  /** Ends every process inside. */
  kill(): Promise<void>;
  /** Ends what is left, takes the fence away, and tells a limit that was reached and not yet told. */
  finish(): Promise<Excess | undefined>;
}

export interface FenceOptions {
  /** Names the run. */
  marker: string;
  ceilings: Ceilings;
  space: ToolSpace;
}

/** Raises fences by the strongest means that this machine has. */
export interface Limiter {
  readonly containment: Containment;
  /** Directories in which groups are made, for whoever cleans up after an engine that is killed. */
  readonly groupDirectories: readonly string[];
  raise(options: FenceOptions): Promise<Fence>;
}
