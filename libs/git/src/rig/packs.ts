import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4, 'ref-delta': 7 } as const;

/** One entry of a pack, as it is written: nothing about it has to be right. */
export interface PackEntry {
  type: keyof typeof TYPES;
  content: Buffer | string;
  /** The object that a `ref-delta` builds on. */
  on?: string;
  /** What the entry says of its size, where that is not the truth. */
  says?: number;
}

export interface PackForm {
  version?: number;
  /** How many objects the header says there are. */
  says?: number;
  trailer?: Buffer;
}

/** Writes a pack by hand, so that it can be what git would never write. */
export function packWith(
  entries: readonly PackEntry[],
  { version = 2, says, trailer }: PackForm = {},
): Buffer {
  const header = Buffer.alloc(12);
  header.write('PACK', 'latin1');
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(says ?? entries.length, 8);
  const body = Buffer.concat([header, ...entries.flatMap(written)]);
  return Buffer.concat([body, trailer ?? createHash('sha1').update(body).digest()]);
}

function written({ type, content, on, says }: PackEntry): Buffer[] {
  const bytes = Buffer.from(content);
  let size = says ?? bytes.length;
  const head = [(TYPES[type] << 4) | (size & 15)];
  for (size = Math.floor(size / 16); size > 0; size = Math.floor(size / 128)) {
    head[head.length - 1] = (head.at(-1) ?? 0) | 0x80;
    head.push(size & 0x7f);
  }
  return [Buffer.from(head), ...(on === undefined ? [] : [Buffer.from(on, 'hex')]), deflateSync(bytes)];
}

/** The name of an object. */
export function nameOf(type: 'commit' | 'tree' | 'blob', content: Buffer | string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A tree object; the entries stay in the order given. */
export function treeWith(
  ...entries: ReadonlyArray<readonly [mode: string, name: string, oid: string]>
): Buffer {
  return Buffer.concat(
    entries.map(([mode, name, oid]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
    ),
  );
}

/** A difference that makes `size` bytes by copying the first `piece` bytes of its base again and again. */
export function repeating(baseBytes: number, piece: number, size: number): Buffer {
  const copy = Buffer.from([0x80 | 0x10 | 0x20, piece & 0xff, (piece >> 8) & 0xff]);
  const copies = Array.from({ length: size / piece }, () => copy);
  return Buffer.concat([varint(baseBytes), varint(size), ...copies]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}
