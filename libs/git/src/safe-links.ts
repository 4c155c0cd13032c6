import { unsafeTree } from './errors.js';

/** As many links as Linux follows on one path. */
const MAX_HOPS = 40;
const POINT_INSIDE = 'Let it point to a file of the tree, relative to itself.';

/**
 * Follows every link as the kernel would and refuses what leaves the tree, however many links are on the way.
 * A link to nothing is safe as long as its path stays inside, whatever may be made there later.
 */
export function checkLinks(targets: ReadonlyMap<string, string>): void {
  for (const [link, target] of targets) {
    if (target === '' || target.includes('\0')) {
      throw unsafeTree(link, 'is a symbolic link without a valid target', POINT_INSIDE);
    }
    follow(link, targets);
  }
}

function follow(link: string, targets: ReadonlyMap<string, string>): void {
  const at: string[] = [];
  const ahead = link.split('/').toReversed();
  let hops = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (at.pop() === undefined) throw leaves(link);
      continue;
    }
    at.push(name);
    const target = targets.get(at.join('/'));
    if (target === undefined) continue;
    if (++hops > MAX_HOPS) throw unsafeTree(link, 'is a symbolic link in a loop', POINT_INSIDE);
    if (target.startsWith('/')) throw leaves(link);
    at.pop();
    ahead.push(...target.split('/').toReversed());
  }
}

function leaves(link: string): Error {
  return unsafeTree(link, 'is a symbolic link that leaves the tree', POINT_INSIDE);
}
