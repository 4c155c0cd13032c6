import type { Logger } from '../logging/logger.js';
import type { AuditLine } from './lines.js';

/** Where audit lines go. */
export interface AuditSink {
  write(line: AuditLine & { time: string }): void;
  /** How many lines could not be written to where they belong. */
  readonly failures: number;
  /** Settles once everything is written. */
  close(): Promise<void>;
}

/** Lines on stderr among the log, with `audit: true`, whatever the level of the log. */
export function sinkToLog(logger: Logger): AuditSink {
  const audit = logger.child({ audit: true }, { level: 'info' });
  return {
    // The log has times of its own.
    write: (line) => audit.info({ ...line, time: undefined }),
    failures: 0,
    close: async () => {},
  };
}
