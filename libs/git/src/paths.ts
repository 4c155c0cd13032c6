import { isUtf8 } from 'node:buffer';
import { QualityGatesError } from '@quality-gates/contract';

const ESCAPED_BYTE = /((?<![\ud800-\udbff])[\udc80-\udcff])/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Turns the bytes of a path into a string without loss: what is no UTF-8 becomes U+DC80..U+DCFF, one code
 * unit for each byte (PEP 383, "surrogateescape").
 */
export function decodePath(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString('utf8');
  let text = '';
  for (let at = 0; at < buffer.length;) {
    const length = sequenceLength(buffer, at);
    text +=
      length === 0
        ? String.fromCharCode(0xdc00 + (buffer[at] ?? 0))
        : buffer.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return text;
}

/**
 * The bytes of a path, the inverse of {@link decodePath}.
 *
 * @throws QualityGatesError `invalid-request` for a lone surrogate that stands for no byte.
 */
export function encodePath(path: string): Buffer {
  if (!LONE_SURROGATE.test(path)) return Buffer.from(path, 'utf8');
  return Buffer.concat(
    path.split(ESCAPED_BYTE).map((part, index) => {
      if (index % 2 === 1) return Buffer.from([part.charCodeAt(0) - 0xdc00]);
      if (!LONE_SURROGATE.test(part)) return Buffer.from(part, 'utf8');
      throw new QualityGatesError(
        'invalid-request',
        `${JSON.stringify(path)} is no path: it has a lone surrogate.`,
      );
    }),
  );
}

/** How many bytes the UTF-8 sequence at `at` has; 0 where there is none. */
function sequenceLength(buffer: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= buffer.length; length++) {
    if (isUtf8(buffer.subarray(at, at + length))) return length;
  }
  return 0;
}
