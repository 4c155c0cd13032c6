import { join } from 'node:path';
import { EmbeddedCoordinator } from '@quality-gates/engine';
import type { CoordinatorConfig } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import type { ObjectStores } from '../repositories/object-stores.js';
import { assertAble } from './assert-able.js';
import type { Engine } from './engine.js';

/**
 * The engine in this process, after a look whether it can judge.
 *
 * @throws ConfigurationError when it cannot, e.g. for want of the sandbox that is asked for
 */
export async function createEngine(
  config: CoordinatorConfig,
  logger: Logger,
  stores: Pick<ObjectStores, 'alsoReadFrom'>,
): Promise<Engine> {
  const { sandbox, recordDirectory, stateDirectory } = config;
  const engine = new EmbeddedCoordinator({
    sandbox,
    alsoReadFrom: (repository) => stores.alsoReadFrom(repository),
    record: recordDirectory === undefined ? false : { directory: recordDirectory },
    ...(stateDirectory !== undefined && {
      dependencies: { directory: join(stateDirectory, 'dependencies') },
    }),
  });
  try {
    await assertAble(engine, config, logger);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
