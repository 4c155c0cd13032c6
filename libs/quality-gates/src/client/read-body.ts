import { Readable } from 'node:stream';
import { ProtocolError } from '../errors/index.js';
import { AttemptError, never } from './failure.js';

/**
 * Reads a body of bounded size as UTF-8. A connection that ends before the announced length rejects, as does
 * a body that breaks its bound; the stream is destroyed either way.
 */
export async function readBody(body: unknown, maxBytes: number, config: object): Promise<string> {
  if (!(body instanceof Readable)) throw new TypeError('the HTTP adapter gave no stream');
  const refuse = (message: string, cause?: unknown): AttemptError =>
    new AttemptError(never(new ProtocolError(message, { cause })), config);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the HTTP adapter gave no bytes');
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw refuse(`The answer is larger than \`maxResponseBytes\` (${maxBytes}).`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw refuse('The answer is not UTF-8.', error);
  }
}
