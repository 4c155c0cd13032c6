import { z } from 'zod';
import type { CheckEvent } from './check-event.js';
import type { CheckRequest } from './check-request.js';
import { Containment } from './containment.js';
import { SandboxKind, type Verdict } from './verdict.js';

/** Whether a coordinator can answer now. */
export const CoordinatorHealth = z
  .strictObject({
    status: z.enum(['ok', 'unavailable']),
    engineVersion: z.string().max(64).optional(),
    sandbox: SandboxKind.optional(),
    containment: Containment.optional(),
    detail: z.string().max(1024).optional(),
  })
  .meta({ id: 'CoordinatorHealth' });
export type CoordinatorHealth = z.infer<typeof CoordinatorHealth>;

/** The objects of a candidate, as a git pack that may be thin against its base. */
export interface CandidateObjects {
  /** Starts writing the pack; called once for each upload. */
  pack(options: { signal: AbortSignal }): Promise<AsyncIterable<Uint8Array>>;
}

export interface CheckOptions {
  /** Ends the wait at once; the promise rejects with a `CancelledError`. */
  signal?: AbortSignal;
  /** Told what happens on the way, in order. What it throws is ignored. */
  onEvent?: (event: CheckEvent) => void;
  /**
   * What to send to a coordinator that does not have the candidate's objects (`candidate-unknown`). A coordinator
   * that reads the candidate's repository itself never asks for it.
   */
  objects?: CandidateObjects;
}

/**
 * Whatever answers checks: an engine in this process or a service over HTTP.
 *
 * A verdict, whatever its outcome, means that the coordinator answered; a rejected promise means that nobody
 * did, with a {@link QualityGatesError} that says why.
 */
export interface Coordinator {
  check(request: CheckRequest, options?: CheckOptions): Promise<Verdict>;
  health(options?: { signal?: AbortSignal }): Promise<CoordinatorHealth>;
}
