import path from 'node:path';
import picomatch from 'picomatch';

/** The most files for which a tool is asked what its configuration comes to. */
export const MAX_SAMPLE = 40;
const CODE = /\.([cm]?[jt]s|[jt]sx|vue|svelte)$/;
const PER_GLOB = 2;

/**
 * Files of the candidate for which the effective settings are compared: what the changed globs speak of, what the
 * candidate changed, and otherwise some of every directory and extension.
 */
export function chooseSample(
  files: ReadonlySet<string>,
  touched: ReadonlySet<string>,
  globs: readonly string[],
): string[] {
  const all = [...files].filter((file) => !/(^|\/)node_modules\//.test(file)).sort();
  const code = all.filter((file) => CODE.test(file));
  const ofGlobs = globs.flatMap((glob) => all.filter(matcher(glob)).slice(0, PER_GLOB));
  const changed = code.filter((file) => touched.has(file));
  return [...new Set([...ofGlobs, ...changed.slice(0, 10), ...spread(code)])].slice(0, MAX_SAMPLE).sort();
}

/** A glob of a configuration, wherever it is anchored. */
export function matcher(glob: string): (file: string) => boolean {
  const plain = glob
    .replace(/^!/, '')
    .replace(/^\.?\//, '')
    .replace(/\/$/, '');
  if (plain === '') return () => false;
  return picomatch([plain, `${plain}/**`, `**/${plain}`, `**/${plain}/**`], { dot: true });
}

/** One file of each kind of place after the other, so that few files show most of the tree. */
function spread(files: readonly string[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const file of files) {
    const [, suffix = ''] = /((\.(test|spec|d|config))?\.[^.]+)$/.exec(file) ?? [];
    const kind = `${path.posix.dirname(file)} ${suffix}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), file]);
  }
  const groups = [...kinds.values()];
  const rounds = Math.max(0, ...groups.map((group) => group.length));
  return Array.from({ length: Math.min(rounds, MAX_SAMPLE) }, (_, round) =>
    groups.flatMap((group) => group[round] ?? []),
  ).flat();
}
