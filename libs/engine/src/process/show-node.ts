import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** What of Node.js lies outside the system's own directories, as arguments for bubblewrap. Worked out once. */
export function nodeFiles(program = process.execPath): readonly string[] {
  const files = known.get(program) ?? findNodeFiles(program);
  known.set(program, files);
  return files;
}

const known = new Map<string, readonly string[]>();

/**
 * Only the program, the libraries that it loads, and npm, if it came along: the directory around them may be a home
 * directory, or the root of the host.
 */
function findNodeFiles(program: string): string[] {
  const prefix = path.dirname(path.dirname(program));
  const shown = [program, ...librariesOf(program)].filter((file) => !isOfTheSystem(file));
  const npm = path.join(prefix, 'lib/node_modules/npm');
  const links = isOfTheSystem(npm) || !existsSync(npm) ? [] : ['npm', 'npx'];
  return [...new Set([...shown, ...(links.length > 0 ? [npm] : [])])]
    .flatMap((file) => ['--ro-bind', file, file])
    .concat(
      links.flatMap((name) => [
        '--symlink',
        `../lib/node_modules/npm/bin/${name}-cli.js`,
        path.join(path.dirname(program), name),
      ]),
    );
}

/** Shared libraries by their paths, and nothing where the program has none or nobody can tell. */
function librariesOf(program: string): string[] {
  try {
    const listed = execFileSync('ldd', [program], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    return [...listed.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map(([, file = '']) => file);
  } catch {
    return [];
  }
}

function isOfTheSystem(file: string): boolean {
  return /^\/(?:usr|bin|sbin|lib|lib32|lib64)\//.test(file);
}
