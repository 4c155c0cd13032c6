import { open } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CancelledError, isQualityGatesError } from '@quality-gates/contract';
import { SlowRequestError } from './limit-slowness.js';

export interface SpoolOptions {
  /** Beyond it the body is refused. */
  limitBytes: number;
  /** What it is refused with. */
  tooLarge: () => Error;
  signal: AbortSignal;
  /** How often its pace is looked at, in milliseconds. @default 10000 */
  windowMs?: number;
}

const WINDOW_MS = 10_000;
/** As slow as a sender may be over a whole window. */
const LEAST_BYTES_PER_SECOND = 1024;

/**
 * Writes the body of a request into a new file, at the pace of the disk.
 *
 * @returns its size
 * @throws what `tooLarge` gives, `SlowRequestError` for a sender that hardly sends, `cancelled` for one that has
 *   hung up
 */
export async function spoolBody(
  body: Readable,
  file: string,
  { limitBytes, tooLarge, signal, windowMs = WINDOW_MS }: SpoolOptions,
): Promise<number> {
  // Whoever reads it is told of what ends it.
  body.on('error', () => {});
  // Made before anything can fail, so that whoever removes it afterwards finds it.
  const handle = await open(file, 'wx', 0o600);
  let bytes = 0;
  let before = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > limitBytes) done(tooLarge());
      else done(null, chunk);
    },
  });
  const pace = setInterval(() => {
    if (bytes - before < (LEAST_BYTES_PER_SECOND * windowMs) / 1000)
      meter.destroy(new SlowRequestError(windowMs));
    before = bytes;
  }, windowMs);
  try {
    // Not the body itself: it has to live on for the answer to reach its sender.
    const source = Readable.from(chunksOf(body), { objectMode: false });
    await pipeline(source, meter, handle.createWriteStream(), { signal });
    return bytes;
  } catch (error) {
    if (isQualityGatesError(error)) throw error;
    if (signal.aborted || body.errored || (body.destroyed && !body.readableEnded))
      throw new CancelledError(undefined, { cause: error });
    throw error;
  } finally {
    clearInterval(pace);
    await handle.close();
  }
}

async function* chunksOf(body: Readable): AsyncGenerator<Buffer, void, undefined> {
  yield* body.iterator({ destroyOnReturn: false });
}
