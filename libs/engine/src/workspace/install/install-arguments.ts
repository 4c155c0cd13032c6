import { unreachable } from '@quality-gates/contract';
import type { WantedSet } from './wanted-set.js';

/** The arguments that install exactly what the lockfile says, and run no script of any package. */
export function installArguments({ manager, settings }: WantedSet): string[] {
  const given = Object.entries(settings);
  switch (manager) {
    case 'npm':
      return [
        'ci',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--no-progress',
        '--no-update-notifier',
        '--loglevel=error',
        '--fetch-retry-mintimeout=1000',
        '--fetch-retry-maxtimeout=10000',
        '--fetch-timeout=60000',
        '--global=false',
        '--dry-run=false',
        '--package-lock-only=false',
        '--include=prod',
        '--include=dev',
        '--include=optional',
        '--include=peer',
        ...given.map(([key, value]) => `--${key}=${value}`),
      ];
    case 'pnpm':
      return [
        'install',
        '--frozen-lockfile',
        '--ignore-scripts',
        '--ignore-pnpmfile',
        '--reporter=append-only',
        '--prod=false',
        '--config.confirmModulesPurge=false',
        '--config.manage-package-manager-versions=false',
        ...given.map(([key, value]) => `--config.${key}=${value}`),
      ];
    case 'yarn-classic':
      return [
        'install',
        '--frozen-lockfile',
        '--ignore-scripts',
        '--non-interactive',
        '--no-progress',
        '--production=false',
      ];
    case 'yarn-berry':
      return ['install', '--immutable', '--mode=skip-build'];
    default:
      return unreachable(manager);
  }
}
