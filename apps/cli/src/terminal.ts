import type { Writable } from 'node:stream';
import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** One of the two streams that the command line writes to. */
export type OutputStream = Writable & { isTTY?: boolean; columns?: number };

/** The outside world of one run, so that a test can hold it. */
export interface Terminal {
  stdout: OutputStream;
  stderr: OutputStream;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute path from which relative ones are read. */
  directory: string;
}

/** Colours for a stream: a terminal has them unless `NO_COLOR` or a dumb terminal says otherwise; `FORCE_COLOR` has the last word. */
export function colorsFor(stream: OutputStream, env: Terminal['env']): Colors {
  const forced = env['FORCE_COLOR'];
  const wanted =
    forced !== undefined && forced !== ''
      ? forced !== '0' && forced !== 'false'
      : stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return picocolors.createColors(wanted);
}

const NARROWEST = 40;
const WIDEST = 110;

/** How many columns a text for people may take on a stream. */
export function widthOf(stream: OutputStream): number {
  return Math.min(WIDEST, Math.max(NARROWEST, stream.columns ?? 80));
}

/** Writes all of a text and waits until the stream has taken it. A reader that left early is no error. */
export async function write(stream: OutputStream, text: string): Promise<void> {
  if (stream.destroyed || !stream.writable) return;
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => {
      if (error && !isReaderGone(error)) reject(error);
      else resolve();
    });
  });
}

/** Keeps a reader that left early (`quality-gates … | head -1`) from ending the process. */
export function ignoreGoneReaders(terminal: Terminal): void {
  for (const stream of [terminal.stdout, terminal.stderr]) {
    stream.on('error', (error: Error) => {
      if (!isReaderGone(error)) throw error;
    });
  }
}

function isReaderGone(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
