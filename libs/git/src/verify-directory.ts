import { lstatSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { QualityGatesError } from '@quality-gates/contract';
import { quoted } from './errors.js';
import { decodePath, encodePath } from './paths.js';
import type { TreeEntry } from './tree-entry.js';

const PAUSE_AFTER = 500;

/** Makes sure that a directory holds these entries and nothing else: kinds, executable bits and sizes. */
export async function verifyDirectory(
  root: Buffer,
  entries: readonly TreeEntry[],
  sizes: ReadonlyMap<string, number>,
): Promise<void> {
  const expected = new Map(entries.map((entry) => [entry.path, entry]));
  const pending = [''];
  let seen = 0;
  for (let prefix = pending.pop(); prefix !== undefined; prefix = pending.pop()) {
    const directory = Buffer.concat([root, encodePath(prefix)]);
    for (const found of readdirSync(directory, { withFileTypes: true, encoding: 'buffer' })) {
      const path = prefix + decodePath(found.name);
      if (found.isDirectory()) {
        pending.push(`${path}/`);
        continue;
      }
      const entry = expected.get(path);
      const stat = lstatSync(Buffer.concat([root, encodePath(path)]));
      const kind = stat.isSymbolicLink() ? '120000' : stat.isFile() ? fileMode(stat.mode) : undefined;
      if (!entry || kind !== entry.mode || stat.size !== sizes.get(path)) throw differs(path);
      expected.delete(path);
      if (++seen % PAUSE_AFTER === 0) await setImmediate();
    }
  }
  for (const path of expected.keys()) throw differs(path);
}

function fileMode(mode: number): string {
  return (mode & 0o100) === 0 ? '100644' : '100755';
}

function differs(path: string): QualityGatesError {
  return new QualityGatesError('internal', `${quoted(path)} was not written as the tree has it.`, {
    mend: 'Make sure that nothing else writes into the directory.',
  });
}
