import { open } from 'node:fs/promises';
import { packInvalid } from '../errors.js';

const HEADER_BYTES = 12;
const VERSIONS: readonly number[] = [2, 3];

export interface PackHeader {
  /** How many objects the pack says that it has. */
  objects: number;
  /** The size of the file. */
  bytes: number;
}

/** Reads what a pack says of itself, before git sees it. @throws QualityGatesError `pack-invalid` */
export async function readPackHeader(path: string): Promise<PackHeader> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES || buffer.toString('latin1', 0, 4) !== 'PACK') {
      throw packInvalid('it does not begin like a git pack');
    }
    const version = buffer.readUInt32BE(4);
    if (!VERSIONS.includes(version)) throw packInvalid(`its version ${version} is none that is known`);
    return { objects: buffer.readUInt32BE(8), bytes: size };
  } finally {
    await file.close();
  }
}
