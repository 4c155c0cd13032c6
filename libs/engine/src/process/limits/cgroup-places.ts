import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where this process is in the kernel's control groups. */
export interface CgroupPlaces {
  /** Directory of its group in the unified hierarchy, and where that is mounted. */
  v2?: { directory: string; mount: string };
  /** Directory of its group for each controller of the first version. */
  v1: ReadonlyMap<string, string>;
}

export async function findCgroups(
  readText: (file: string) => Promise<string> = (file) => readFile(file, 'utf8').catch(() => ''),
): Promise<CgroupPlaces> {
  const [groups, mounts] = await Promise.all([
    readText('/proc/self/cgroup'),
    readText('/proc/self/mountinfo'),
  ]);
  const mounted = mounts.split('\n').flatMap(mountOf);
  const v1 = new Map<string, string>();
  let v2: CgroupPlaces['v2'];
  for (const line of groups.split('\n')) {
    const [, controllers, group] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) continue;
    for (const mount of mounted) {
      const directory = directoryOf(group, mount);
      if (directory === undefined) continue;
      if (controllers === '' && mount.type === 'cgroup2') v2 ??= { directory, mount: mount.point };
      if (mount.type !== 'cgroup') continue;
      for (const controller of controllers.split(',')) {
        if (mount.options.includes(controller) && !v1.has(controller)) v1.set(controller, directory);
      }
    }
  }
  return { v2, v1 };
}

interface Mount {
  /** The directory of the hierarchy that is mounted. */
  root: string;
  point: string;
  type: string;
  options: readonly string[];
}

/** A line of mountinfo: `36 35 0:30 /root /point rw - type source options`. */
function mountOf(line: string): Mount[] {
  const [left = '', right = ''] = line.split(' - ');
  const [, , , root, point] = left.split(' ');
  const [type, , options = ''] = right.split(' ');
  if (root === undefined || point === undefined || type === undefined) return [];
  return type === 'cgroup' || type === 'cgroup2' ? [{ root, point, type, options: options.split(',') }] : [];
}

/** Where a group lies, if the mount shows it. */
function directoryOf(group: string, { root, point }: Mount): string | undefined {
  const below = path.posix.relative(root, group);
  return below.startsWith('..') ? undefined : path.join(point, below);
}
