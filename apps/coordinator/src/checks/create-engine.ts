import { ConfigurationError } from '@quality-gates/contract';
import { EmbeddedCoordinator } from '@quality-gates/engine';
import type { CoordinatorConfig } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import type { Engine } from './engine.js';

/**
 * The engine in this process, after a look whether it can judge.
 *
 * @throws ConfigurationError when it cannot, e.g. for want of the sandbox that is asked for
 */
export async function createEngine(config: CoordinatorConfig, logger: Logger): Promise<Engine> {
  const { sandbox, recordDirectory } = config;
  const engine = new EmbeddedCoordinator({
    sandbox,
    record: recordDirectory === undefined ? false : { directory: recordDirectory },
  });
  try {
    await assertAble(engine, config, logger);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function assertAble(engine: Engine, { sandbox }: CoordinatorConfig, logger: Logger): Promise<void> {
  const health = await engine.health();
  if (health.status !== 'ok') {
    throw new ConfigurationError(
      `The engine cannot judge with QG_SANDBOX=${sandbox}: ${health.detail ?? 'no reason given'}`,
      {
        mend: 'Make bubblewrap work on this host, or set QG_SANDBOX=none where every candidate is trusted.',
      },
    );
  }
  if (sandbox === 'bubblewrap' && health.sandbox !== 'bubblewrap') {
    throw new ConfigurationError(
      `The engine runs with the sandbox "${health.sandbox}", not the "bubblewrap" that is asked for.`,
    );
  }
  if (health.sandbox !== 'bubblewrap') {
    logger.warn(
      { sandbox: health.sandbox, detail: health.detail },
      "candidates' code runs without a sandbox",
    );
  }
}
