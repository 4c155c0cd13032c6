import { ObjectId } from '@quality-gates/contract';
import { invalidArgument, quoted } from './errors.js';

const LENGTH = { sha1: 40, sha256: 64 } as const;

/** Guards every object id that comes in from outside before git sees it. */
export function requireObjectId(oid: string, format: 'sha1' | 'sha256'): ObjectId {
  if (ObjectId.safeParse(oid).success && oid.length === LENGTH[format]) return oid;
  throw invalidArgument(`${quoted(oid)} is no ${format} object id.`);
}

export const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

/** What git writes for "no object". */
export function nullObjectId(format: 'sha1' | 'sha256'): string {
  return '0'.repeat(LENGTH[format]);
}
