import { isQualityGatesError } from '@quality-gates/contract';
import { packInvalid, packTooLarge } from '../errors.js';
import { withObjects } from '../object-reader.js';
import { refuseGitNames } from '../safe-tree.js';
import { parseTree } from '../tree.js';
import type { View } from '../view.js';
import type { PackLimits } from './pack-limits.js';

const LINE = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/;
const LONGEST_LINE_BYTES = 96;

/**
 * Holds what lies in the scratch store of a view against the limits, and every tree in it against the rules by
 * which trees are laid out.
 *
 * @returns how many objects there are
 * @throws QualityGatesError `pack-invalid`, `request-too-large`
 */
export async function checkObjects(view: View, limits: PackLimits): Promise<number> {
  const { stdout } = await view.git(['cat-file', '--batch-all-objects', '--batch-check', '--unordered'], {
    env: { GIT_ALTERNATE_OBJECT_DIRECTORIES: '' },
    // A thin pack was completed by as many objects as it has at most.
    maxOutputBytes: 2 * limits.objects * LONGEST_LINE_BYTES + LONGEST_LINE_BYTES,
    timeoutMs: limits.timeoutMs,
  });
  const trees: string[] = [];
  let count = 0;
  let inflated = 0;
  for (const line of stdout.toString('latin1').split('\n')) {
    const [, oid = '', type, size = '0'] = LINE.exec(line) ?? [];
    if (type === undefined) continue;
    count += 1;
    inflated += Number(size);
    const most = type === 'tree' ? limits.treeBytes : limits.objectBytes;
    if (Number(size) > most) {
      throw packTooLarge(`its ${type} ${oid} has ${size} bytes, and at most ${most} are taken`);
    }
    if (type === 'tree') trees.push(oid);
  }
  if (inflated > limits.inflatedBytes) {
    throw packTooLarge(`it inflates to ${inflated} bytes, and at most ${limits.inflatedBytes} are taken`);
  }
  await checkTrees(view, trees, limits);
  return count;
}

async function checkTrees(view: View, trees: readonly string[], limits: PackLimits): Promise<void> {
  const checked = new Set<string>();
  await withObjects(view, async (reader) => {
    for await (const { oid, content } of reader.each(trees, limits.treeBytes)) {
      try {
        for (const { name } of parseTree(content, view.settings.objectFormat)) refuseGitNames(name, checked);
      } catch (error) {
        if (!isQualityGatesError(error) || error.code !== 'unsafe-tree') throw error;
        throw packInvalid(`in its tree ${oid}, ${error.message}`, error);
      }
    }
  });
}
