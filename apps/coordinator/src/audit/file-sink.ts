import { once } from 'node:events';
import { basename, dirname } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import type { Logger } from '../logging/logger.js';
import type { AuditLine } from './lines.js';
import { type AuditSink, sinkToLog } from './sink.js';

/** The file itself and four before it: `audit.log`, `audit.log.1` … `audit.log.4`. */
const FILES = 5;
const MOST_PENDING_BYTES = 16 * 1024 * 1024;
const TRY_AGAIN_AFTER_MS = 1_000;
const OWNER_ONLY = 0o600;

export interface FileSinkOptions {
  file: string;
  /** What all files together may take. */
  limitBytes: number;
  logger: Logger;
}

/**
 * Lines in a file that is rotated by size. A line that cannot be written there goes to the log instead, and is
 * counted: nothing is lost, and nobody waits.
 */
export class FileSink implements AuditSink {
  failures = 0;
  private readonly fallback: AuditSink;
  private stream: RotatingFileStream | undefined;
  private tryAgainAt = 0;
  private torn = false;

  constructor(private readonly options: FileSinkOptions) {
    this.fallback = sinkToLog(options.logger);
  }

  write(line: AuditLine & { time: string }): void {
    const stream = this.open();
    if (stream === undefined || stream.writableLength > MOST_PENDING_BYTES) return this.divert(line);
    // What broke off in the middle must not swallow the line after it.
    const text = `${this.torn ? '\n' : ''}${JSON.stringify(line)}\n`;
    this.torn = false;
    stream.write(text, (error) => {
      if (error) this.divert(line);
    });
  }

  async close(): Promise<void> {
    const { stream } = this;
    this.stream = undefined;
    if (stream === undefined || stream.destroyed) return;
    // An error on the way has been reported, and its lines diverted.
    const closed = once(stream, 'close').catch(() => {});
    stream.end();
    await closed;
  }

  private open(): RotatingFileStream | undefined {
    if (this.stream !== undefined) return this.stream;
    if (performance.now() < this.tryAgainAt) return undefined;
    const { file, limitBytes, logger } = this.options;
    const stream = createStream((count) => (count ? `${basename(file)}.${Number(count)}` : basename(file)), {
      path: dirname(file),
      size: `${Math.floor(limitBytes / FILES)}B`,
      rotate: FILES - 1,
      mode: OWNER_ONLY,
    });
    stream.on('error', (error) => {
      logger.error({ err: error }, 'the audit file cannot be written; its lines go to this log');
      this.torn = true;
      this.tryAgainAt = performance.now() + TRY_AGAIN_AFTER_MS;
      if (this.stream === stream) this.stream = undefined;
    });
    return (this.stream = stream);
  }

  private divert(line: AuditLine & { time: string }): void {
    this.failures += 1;
    this.fallback.write(line);
  }
}
