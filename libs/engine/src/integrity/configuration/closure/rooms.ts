import path from 'node:path';
import semver from 'semver';
import type { Project } from '../../../policy/project.js';
import { optionValues } from '../../../tools/sort-arguments.js';
import type { ToolInUse } from '../configuration-tools.js';
import { leaves } from './workspace-packages.js';

/** Where a plugin of ESLint looks for rules of the project's own. */
export const LOCAL_RULES = 'eslint-local-rules/';

/** The directories that tools take for the root: the tree's own, and those that the base's scripts name. */
export function rootsOf(inUse: readonly ToolInUse[]): string[] {
  const roots = inUse.flatMap(({ tool, setup }) => {
    const words = leaves(setup);
    const short = tool.name === 'vitest' ? ['-r'] : [];
    return optionValues(words, '--root', '--rootDir', '--roots', '--dir', ...short);
  });
  return ['', ...roots.map((root) => path.posix.normalize(root).replace(/^\.?\/?$|\/$/g, ''))];
}

/** Whether a tool reads a configuration that lies nearer to the files than the root. */
export function readsNearest({ tool, setup }: ToolInUse, file: string, base: Project): boolean {
  const name = path.posix.basename(file);
  if (/^\.babelrc|^\.swcrc$/.test(name)) return tool.name === 'jest';
  if (tool.name !== 'eslint') return false;
  if (file.startsWith(LOCAL_RULES)) return true;
  if (setup['config'] === 'legacy') return name.startsWith('.eslintrc');
  return name.startsWith('eslint.config.') && looksNearby(setup, base);
}

/** Since version 10 ESLint takes the configuration that is nearest to each file. */
function looksNearby(setup: ToolInUse['setup'], base: Project): boolean {
  if (leaves(setup).some((word) => word.includes('v10_config_lookup_from_file'))) return true;
  const { devDependencies, dependencies } = base.manifest;
  const range = devDependencies?.['eslint'] ?? dependencies?.['eslint'] ?? '';
  const lowest = semver.validRange(range) === null ? undefined : semver.minVersion(range);
  return !lowest || lowest.major === 0 || lowest.major >= 10 || range === '*';
}
