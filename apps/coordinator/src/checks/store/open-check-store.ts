import { join } from 'node:path';
import type { CoordinatorConfig } from '../../config/config.js';
import type { Logger } from '../../logging/logger.js';
import type { Engine } from '../engine.js';
import { type CheckStore, noStore } from './check-store.js';
import { conditionsOf } from './conditions.js';
import { openDiskCheckStore } from './disk-check-store.js';

/** The store of checks in the state directory; without that, nothing outlasts the process. */
export async function openCheckStore(
  { stateDirectory, rememberedChecks }: Pick<CoordinatorConfig, 'stateDirectory' | 'rememberedChecks'>,
  engine: Engine,
  logger: Logger,
): Promise<CheckStore> {
  if (stateDirectory === undefined) return noStore;
  return openDiskCheckStore({
    directory: join(stateDirectory, 'checks'),
    maxEntries: rememberedChecks,
    conditions: conditionsOf(await engine.health()),
    onFailure: (error) =>
      logger.error(
        { err: error },
        'the state directory fails: checks go on, but may not outlast a restart; told once',
      ),
  });
}
