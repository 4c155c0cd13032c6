import { bundler } from './bundler.js';
import { LOADED_BY_VITE } from './loaded-by-vite.js';

/** Vite as what builds a project: only where a script says so, since its configuration serves Vitest too. */
export const viteBuild = bundler({
  name: 'vite',
  subcommand: 'build',
  configFiles: ['**/vite.config.{js,mjs,cjs,ts,mts,cts}', ...LOADED_BY_VITE],
  configuredBy: () => false,
  dropped: { flags: ['--watch', '-w'], valued: [] },
  env: { NODE_ENV: 'production' },
});
