import type { LockfileCheck } from './lockfile-check.js';
import { manifestMismatch } from './manifest.js';
import { npmMismatch } from './npm.js';
import { pnpmMismatch } from './pnpm.js';
import { yarnMismatch } from './yarn.js';

/** One check for each package manager, the first whose lockfile is in the tree applies. */
export const LOCKFILE_CHECKS: readonly LockfileCheck[] = [
  { lockfile: 'package-lock.json', install: 'npm ci', mismatch: npmMismatch('package-lock.json') },
  { lockfile: 'npm-shrinkwrap.json', install: 'npm ci', mismatch: npmMismatch('npm-shrinkwrap.json') },
  { lockfile: 'pnpm-lock.yaml', install: 'pnpm install --frozen-lockfile', mismatch: pnpmMismatch },
  { lockfile: 'yarn.lock', install: 'yarn install --frozen-lockfile', mismatch: yarnMismatch },
];

/** For projects without a lockfile that is understood: what the manifest asks for is installed in a version that fits. */
export const MANIFEST_CHECK: LockfileCheck = { install: 'npm install', mismatch: manifestMismatch };
