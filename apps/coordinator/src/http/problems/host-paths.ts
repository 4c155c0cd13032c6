import { existsSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CoordinatorConfig } from '../../config/config.js';
import { literally } from '../../texts/literally.js';
import { mapTexts } from '../../texts/map-texts.js';

/** What stands for a path of this host in what is told. */
export const HIDDEN = '<path>';

// The rest of a path in a text; a dot at its end is the end of a sentence.
const BELOW = String.raw`(?:/(?:[^\s'"\`,;:<>()[\]{}|]*[^\s'"\`,;:<>()[\]{}|.])?)?`;

/** Takes the paths of this host out of what is told, but for those that a caller has named itself. */
export class HostPaths {
  /** What matches any of them. */
  private readonly directories: string;

  /** @param directories absolute paths; they are hidden with all below them */
  constructor(directories: readonly string[]) {
    const all = directories.flatMap((directory) => [directory, realOf(directory)]);
    this.directories = alternatives(
      [...new Set(all)].filter((directory) => directory.startsWith('/') && directory !== '/'),
    );
  }

  /** The directories that this service uses or knows. */
  static of(
    config: Pick<CoordinatorConfig, 'roots' | 'stateDirectory' | 'recordDirectory' | 'repositories'>,
  ): HostPaths {
    const { roots, stateDirectory, recordDirectory, repositories } = config;
    return new HostPaths(
      [
        ...roots,
        ...[...repositories.values()].map(({ path }) => path),
        stateDirectory,
        recordDirectory,
        tmpdir(),
        homedir(),
        installation(),
        dirname(process.execPath),
      ].filter((directory) => directory !== undefined),
    );
  }

  /** The same value with every path in its texts hidden. @param told paths that its reader has named */
  hide<Value>(value: Value, told?: readonly string[]): Value;
  hide(value: unknown, told: readonly string[] = []): unknown {
    if (this.directories === NOTHING) return value;
    const known = told.filter((path) => path.length > 1);
    const pattern = new RegExp(
      String.raw`(?<![\w.-])(?:(${alternatives(known)})(?![\w-]|\.\w)|(?:${this.directories})(?![\w-])${BELOW})`,
      'g',
    );
    return mapTexts(value, (text) =>
      text.replaceAll(pattern, (_, named: string | undefined) => named ?? HIDDEN),
    );
  }
}

/** Never matches. */
const NOTHING = '(?!)';

/** The longest first. */
function alternatives(paths: readonly string[]): string {
  if (paths.length === 0) return NOTHING;
  return paths
    .toSorted((a, b) => b.length - a.length)
    .map(literally)
    .join('|');
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The outermost directory with packages above this file. */
function installation(): string {
  let found = dirname(fileURLToPath(import.meta.url));
  for (let directory = found; directory !== dirname(directory); directory = dirname(directory)) {
    if (existsSync(join(directory, 'node_modules'))) found = directory;
  }
  return found;
}
