import type { Coordinator } from '@quality-gates/contract';

export type SandboxWish = 'auto' | 'none' | 'bubblewrap';

export interface CoordinatorOptions {
  /** A coordinator over HTTP; the embedded engine when absent. */
  url?: string;
  sandbox: SandboxWish;
  /** Whether answers are remembered between runs. */
  record: boolean;
}

/** A coordinator that has to be closed, and what is to be told before it is asked. */
export interface OpenCoordinator {
  coordinator: Coordinator;
  close(): Promise<void>;
  warning?: string;
}
