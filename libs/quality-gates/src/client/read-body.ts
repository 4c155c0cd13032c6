import { Readable } from 'node:stream';
import { ProtocolError } from '../errors/index.js';
import { AttemptError, never } from './failure.js';

/**
 * Reads a body of bounded size. A connection that ends before the announced length rejects, as does a body that
 * breaks its bound; the stream is destroyed either way.
 */
export async function readBody(body: unknown, maxBytes: number): Promise<Uint8Array> {
  if (!(body instanceof Readable)) throw new TypeError('the HTTP adapter gave no stream');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the HTTP adapter gave no bytes');
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      const message = `The answer is larger than \`maxResponseBytes\` (${maxBytes}).`;
      throw new AttemptError(never(new ProtocolError(message), { fault: 'too-large' }));
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
