import type { CoordinatorConfig } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import { FileSink } from './file-sink.js';
import { type AuditSink, sinkToLog } from './sink.js';

/** The file where one is configured, else the log. */
export function openSink(
  { auditFile, auditLimitBytes }: Pick<CoordinatorConfig, 'auditFile' | 'auditLimitBytes'>,
  logger: Logger,
): AuditSink {
  if (auditFile === undefined) return sinkToLog(logger);
  return new FileSink({ file: auditFile, limitBytes: auditLimitBytes, logger });
}
