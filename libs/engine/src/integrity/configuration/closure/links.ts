import path from 'node:path';
import type { Project } from '../../../policy/project.js';

const MAX_HOPS = 40;

/** Where a path of a tree leads through its symbolic links, and the links on the way. */
export async function followLinks(
  project: Project,
  file: string,
): Promise<{ path: string; links: string[] }> {
  const links: string[] = [];
  const known = project.links;
  if (!known || known.size === 0) return { path: file, links };
  let current = file;
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const link = prefixes(current).find((prefix) => known.has(prefix));
    if (link === undefined) break;
    links.push(link);
    const target = (await project.read(link)) ?? '';
    current = path.posix.join(path.posix.dirname(link), target, current.slice(link.length));
  }
  return { path: current, links };
}

function prefixes(file: string): string[] {
  const parts = file.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
