import { ConfigurationError, weakLimitsOf } from '@quality-gates/contract';
import type { CoordinatorConfig } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import type { Engine } from './engine.js';

/**
 * Makes sure that the engine can judge, in the sandbox that is asked for.
 *
 * @throws ConfigurationError when it cannot
 */
export async function assertAble(
  engine: Engine,
  { sandbox }: Pick<CoordinatorConfig, 'sandbox'>,
  logger: Logger,
): Promise<void> {
  const health = await engine.health();
  const mend = 'Make bubblewrap work on this host, or set QG_SANDBOX=none where every candidate is trusted.';
  if (health.status !== 'ok') {
    const reason = health.detail ?? 'no reason is given';
    throw new ConfigurationError(`The engine cannot judge with QG_SANDBOX=${sandbox}: ${reason}`, { mend });
  }
  if (sandbox === 'bubblewrap' && health.sandbox !== 'bubblewrap') {
    throw new ConfigurationError(
      `The engine runs with the sandbox "${health.sandbox}", not with bubblewrap.`,
      { mend },
    );
  }
  if (health.sandbox !== 'bubblewrap') {
    logger.warn(
      { sandbox: health.sandbox, detail: health.detail },
      "candidates' code runs without a sandbox",
    );
  }
  const weak = health.containment ? weakLimitsOf(health.containment) : [];
  if (weak.length > 0) {
    logger.warn(
      { containment: health.containment },
      `the kernel does not hold these limits, which are watched instead: ${weak.join(', ')}`,
    );
  }
}
