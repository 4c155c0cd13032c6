import { Readable } from 'node:stream';
import { ProtocolError } from '../../errors/index.js';
import { AttemptError, never } from '../failures/failure.js';

/**
 * Reads a body of bounded size. A connection that ends before the announced length rejects, as does a body that
 * breaks its bound; the stream is destroyed either way.
 */
export async function readBody(body: unknown, maxBytes: number): Promise<Uint8Array> {
  if (!(body instanceof Readable)) throw new TypeError('the HTTP adapter gave no stream');
  let bytes = Buffer.alloc(0);
  let length = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the HTTP adapter gave no bytes');
    const end = length + chunk.byteLength;
    if (end > maxBytes) {
      const message = `The answer is larger than \`maxResponseBytes\` (${maxBytes}).`;
      throw new AttemptError(never(new ProtocolError(message), { fault: 'too-large' }));
    }
    // Copied, as a list of single bytes would take a hundred times their size.
    if (end > bytes.length)
      bytes = Buffer.concat([bytes.subarray(0, length)], Math.max(2 * bytes.length, end));
    bytes.set(chunk, length);
    length = end;
  }
  return bytes.subarray(0, length);
}
