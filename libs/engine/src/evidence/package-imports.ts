import path from 'node:path';

const MAX_DEPTH = 5;

/**
 * What `#name` may stand for by the `imports` of the nearest manifest, as paths of the tree; each condition may hold.
 */
export async function packageImports(
  files: ReadonlySet<string>,
  importer: string,
  specifiers: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<string[]> {
  const own = specifiers.filter((one) => one.startsWith('#'));
  if (own.length === 0) return [];
  const manifest = nearestManifest(files, importer);
  const text = manifest === undefined ? undefined : await read(manifest);
  const imports = text === undefined ? undefined : importsOf(text);
  if (manifest === undefined || imports === undefined) return [];
  const folder = path.posix.dirname(manifest);
  return own.flatMap((one) => targetsOf(one, imports)).map((target) => path.posix.join(folder, target));
}

function nearestManifest(files: ReadonlySet<string>, importer: string): string | undefined {
  for (let folder = path.posix.dirname(importer); ; folder = path.posix.dirname(folder)) {
    const manifest = path.posix.join(folder, 'package.json');
    if (files.has(manifest)) return manifest;
    if (folder === '.' || folder === '/') return undefined;
  }
}

function importsOf(text: string): object | undefined {
  try {
    const manifest: unknown = JSON.parse(text);
    const imports: unknown = manifest instanceof Object ? Reflect.get(manifest, 'imports') : undefined;
    return imports instanceof Object ? imports : undefined;
  } catch {
    return undefined;
  }
}

function targetsOf(specifier: string, imports: object): string[] {
  return Object.entries(imports).flatMap(([pattern, target]) => {
    const [before = '', after] = pattern.split('*');
    if (after === undefined) return pattern === specifier ? textsIn(target) : [];
    const isMatch =
      specifier.startsWith(before) &&
      specifier.endsWith(after) &&
      specifier.length >= before.length + after.length;
    if (!isMatch) return [];
    const part = specifier.slice(before.length, specifier.length - after.length);
    return textsIn(target).map((one) => one.replaceAll('*', () => part));
  });
}

/** The paths of the package among what a name is mapped to, under whatever condition. */
function textsIn(target: unknown, depth = 0): string[] {
  if (typeof target === 'string') return target.startsWith('./') ? [target] : [];
  if (!(target instanceof Object) || depth > MAX_DEPTH) return [];
  return Object.values(target).flatMap((one) => textsIn(one, depth + 1));
}
