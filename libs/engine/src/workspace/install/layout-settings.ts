import type { Project } from '../../policy/project.js';
import type { ManagerName } from './manager-name.js';

/** Settings that say how packages are laid out, and can neither run anything nor lead elsewhere. */
const LAYOUT: Readonly<Record<ManagerName, readonly string[]>> = {
  npm: ['legacy-peer-deps', 'strict-peer-deps', 'install-strategy'],
  pnpm: [
    'node-linker',
    'shamefully-hoist',
    'hoist',
    'hoist-pattern',
    'public-hoist-pattern',
    'auto-install-peers',
    'dedupe-peer-dependents',
    'strict-peer-dependencies',
    'exclude-links-from-lockfile',
  ],
  'yarn-classic': [],
  'yarn-berry': [],
};

/** The settings of the base's .npmrc without which its lockfile would be laid out otherwise than it was meant. */
export async function layoutSettings(
  base: Project,
  manager: ManagerName,
): Promise<Readonly<Record<string, string>>> {
  const text = (await base.read('.npmrc')) ?? '';
  const settings: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, key = '', value = ''] = /^\s*([\w-]+)\s*=\s*"?([\w@*./!-]+)"?\s*$/.exec(line) ?? [];
    if (LAYOUT[manager].includes(key)) settings[key] = value;
  }
  return settings;
}
