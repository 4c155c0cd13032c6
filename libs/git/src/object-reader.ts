import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { gitFailed, objectUnknown } from './errors.js';
import { QualityGatesError } from '@quality-gates/contract';
import type { View } from './view.js';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface StoredObject {
  oid: string;
  type: ObjectType;
  content: Buffer;
}

/** Reads objects through one git process, each checked against its name. Not for concurrent use. */
export interface ObjectReader {
  /** In the order asked for. @throws QualityGatesError `candidate-unknown` for one that is not there. */
  each(oids: readonly string[], maxBytes: number): AsyncGenerator<StoredObject, void, undefined>;
  one(oid: string, maxBytes: number): Promise<StoredObject>;
}

const HEADER = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/;
const MAX_HEADER_BYTES = 1024;

/**
 * Opens the objects of a view for reading. Git does not compare what it reads from a pack or loose file with
 * the object's name; this reader does, so that a doctored object store cannot speak for another content.
 */
export async function withObjects<T>(view: View, use: (reader: ObjectReader) => Promise<T>): Promise<T> {
  const running = view.start(['cat-file', '--batch']);
  const bytes = new ByteQueue(running.stdout);
  const { objectFormat } = view.settings;

  async function* each(oids: readonly string[], maxBytes: number) {
    if (oids.length === 0) return;
    running.stdin?.write(`${oids.join('\n')}\n`);
    for (const oid of oids) {
      const header = await bytes.line(MAX_HEADER_BYTES);
      const match = HEADER.exec(header);
      if (!match) throw missing(oid, header, view.location.path);
      const type = typeOf(match[2]);
      const size = Number(match[3]);
      if (size > maxBytes) throw tooLarge(oid, size, maxBytes);
      const content = await bytes.take(size + 1);
      const object = { oid, type, content: content.subarray(0, size) };
      if (hashObject(objectFormat, type, object.content) !== oid) throw doctored(oid, view.location.path);
      yield object;
    }
  }
  const one = async (oid: string, maxBytes: number) => {
    for await (const object of each([oid], maxBytes)) return object;
    throw objectUnknown(oid, view.location.path);
  };

  try {
    const result = await use({ each, one });
    running.stdin?.end();
    return result;
  } catch (error) {
    // An end of the process is the cause of whatever the reader then missed.
    if (error instanceof EndOfOutput) {
      const { stderr } = await running.ended;
      throw gitFailed('cat-file', stderr || 'it ended before it had answered');
    }
    throw error;
  } finally {
    running.stdout.destroy();
    running.stop(new Error('no longer needed'));
    await running.ended.catch(() => {});
  }
}

/** The name that git gives to an object with this content. */
export function hashObject(format: 'sha1' | 'sha256', type: ObjectType, content: Buffer): string {
  return createHash(format).update(`${type} ${content.length}\0`).update(content).digest('hex');
}

function typeOf(word: string | undefined): ObjectType {
  return word === 'commit' || word === 'tree' || word === 'tag' ? word : 'blob';
}

function missing(oid: string, header: string, path: string): QualityGatesError {
  return header.endsWith(' missing') ? objectUnknown(oid, path) : gitFailed('cat-file', header);
}

function tooLarge(oid: string, size: number, limit: number): QualityGatesError {
  return new QualityGatesError(
    'request-too-large',
    `The object ${oid} has ${size} bytes; at most ${limit} are read.`,
    { mend: 'Keep files of this size out of the tree.' },
  );
}

function doctored(oid: string, path: string): QualityGatesError {
  return new QualityGatesError(
    'candidate-unknown',
    `${path} holds under the name ${oid} an object with another content.`,
    { mend: 'Run `git fsck` there and restore the object.' },
  );
}

class EndOfOutput extends Error {}

/** Cuts a stream into lines and byte counts; what is not taken waits in the pipe. */
class ByteQueue {
  private chunks: Buffer[] = [];
  private available = 0;
  private readonly source: AsyncIterator<Buffer>;

  constructor(stream: Readable) {
    this.source = stream[Symbol.asyncIterator]();
  }

  async line(maxBytes: number): Promise<string> {
    for (;;) {
      const head = this.chunks[0];
      const end = head?.indexOf(10) ?? -1;
      if (head && end >= 0) {
        const text = head.toString('utf8', 0, end);
        this.drop(end + 1);
        return text;
      }
      if (this.available > maxBytes) throw gitFailed('cat-file', 'its answer has no end of line');
      await this.pull();
      this.chunks = [Buffer.concat(this.chunks)];
    }
  }

  async take(size: number): Promise<Buffer> {
    while (this.available < size) await this.pull();
    const head = this.chunks[0];
    if (head && head.length >= size) {
      const part = Buffer.from(head.subarray(0, size));
      this.drop(size);
      return part;
    }
    const all = Buffer.concat(this.chunks);
    this.chunks = [all];
    this.drop(size);
    return all.subarray(0, size);
  }

  private async pull(): Promise<void> {
    const next = await this.source.next();
    if (next.done) throw new EndOfOutput();
    this.chunks.push(next.value);
    this.available += next.value.length;
  }

  private drop(size: number): void {
    this.available -= size;
    const head = this.chunks[0];
    if (!head || head.length === size) this.chunks.shift();
    else this.chunks[0] = head.subarray(size);
  }
}
