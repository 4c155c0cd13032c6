import type { SandboxKind } from '@quality-gates/contract';
import type { RegisteredRepository } from '../repositories/registered-repository.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface TokenSources {
  /** One token that may do everything. */
  plain?: string;
  /** The file of tokens, read again when it changes. */
  file?: string;
}

/** Everything that an operator decides; made and validated by {@link loadConfig}. */
export interface CoordinatorConfig {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Where bearer tokens come from. From nowhere: whoever reaches the port may ask. */
  tokens: TokenSources;
  /** For a token that has no number of its own. */
  requestsPerMinute: number;
  /** Requests without a valid token from one address. */
  failuresPerMinute: number;
  maxConnections: number;
  /** How long a caller may take to send its request. */
  requestTimeoutMs: number;
  /** Where verdicts, waivers and refused authorities are written down; the log when absent. */
  auditFile?: string;
  /** What the audit files may take together. */
  auditLimitBytes: number;
  /** Directories under which a candidate's repository may be named by path; real paths. */
  roots: readonly string[];
  /** Repositories that a candidate may name. */
  repositories: ReadonlyMap<string, RegisteredRepository>;
  /** The largest pack of objects that is taken. */
  packLimitBytes: number;
  /** How much the packs that were taken may fill in all. */
  objectsLimitBytes: number;
  sandbox: SandboxKind | 'auto';
  /** How many checks run at once. */
  concurrency: number;
  /** How many more wait their turn. */
  queueCapacity: number;
  /** How long a question without `Prefer: wait` is held. */
  defaultWaitMs: number;
  /** The longest that any question is held. */
  maxWaitMs: number;
  /** How long a run goes on when nobody waits for it. */
  leaseMs: number;
  /** How long running checks may go on after a request to stop. */
  shutdownGraceMs: number;
  bodyLimitBytes: number;
  /** How many finished checks are remembered. */
  rememberedChecks: number;
  /** What outlasts a restart lies here, a real path; nothing does when absent. */
  stateDirectory?: string;
  /** How often a stream of events says that it lives. */
  heartbeatMs: number;
  /** How many streams of events may be open at once. */
  maxStreams: number;
  /** Where the engine keeps what gates answered, for later checks; nothing is kept when absent. */
  recordDirectory?: string;
  logLevel: LogLevel;
}
