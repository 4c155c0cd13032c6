import { CoordinatorHealth } from '@quality-gates/contract';
import { z } from 'zod';
import { CoordinatorUnavailableError, ProtocolError } from '../errors/index.js';
import type { Scope } from './scope.js';
import type { Transport } from './http/transport.js';

const Told = z.object(CoordinatorHealth.shape).pick({ engineVersion: true, sandbox: true });

/** What readiness says: Terminus' format, with what the engine tells of itself. */
const Ready = z.object({ status: z.literal('ok'), info: z.object({ engine: Told.optional() }).optional() });

/** Whether a coordinator says that it can answer: `unavailable` is its own word, not a fault on the way. */
export async function readHealth(transport: Transport, scope: Scope): Promise<CoordinatorHealth> {
  try {
    const { json } = await transport.send(
      { method: 'GET', path: '/api/health/ready', maxAttempts: 1, isUncounted: true },
      scope,
    );
    const ready = Ready.safeParse(json);
    if (ready.success) return { status: 'ok', ...ready.data.info?.engine };
    throw new ProtocolError('What answers at /api/health/ready is no coordinator.', { cause: ready.error });
  } catch (error) {
    if (error instanceof CoordinatorUnavailableError && error.status === 503) {
      return { status: 'unavailable', detail: error.message.slice(0, 1024) };
    }
    throw error;
  }
}
