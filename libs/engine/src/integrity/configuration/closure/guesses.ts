import path from 'node:path';

const EXTENSIONS = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'json', 'node', 'yaml', 'yml'];
const SCRIPT = /\.([cm]?)jsx?$/;

/** Every path that a resolver may take for this one, present or not: with extensions, as a directory, as TypeScript. */
export function guesses(file: string): string[] {
  const clean = path.posix.normalize(file).replace(/\/$/, '');
  if (clean.startsWith('..')) return [];
  const below = clean === '.' ? '' : `${clean}/`;
  const typed = SCRIPT.test(clean) ? [clean.replace(SCRIPT, '.$1ts'), clean.replace(SCRIPT, '.tsx')] : [];
  return [
    clean,
    ...typed,
    ...EXTENSIONS.map((extension) => `${clean}.${extension}`),
    ...EXTENSIONS.map((extension) => `${below}index.${extension}`),
    `${below}tsconfig.json`,
  ];
}
