import { destination, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/config.js';

export type { Logger } from 'pino';

export const LOGGER = Symbol.for('quality-gates:coordinator:logger');

/** JSON lines on stderr, written at once, so that nothing is lost at the end of the process. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    destination({ fd: 2, sync: true }),
  );
}
