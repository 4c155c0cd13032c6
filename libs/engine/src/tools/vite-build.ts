import { bundler } from './bundler.js';

/** Vite as what builds a project: only where a script says so, since its configuration serves Vitest too. */
export const viteBuild = bundler({
  name: 'vite',
  subcommand: 'build',
  configFiles: ['**/vite.config.{js,mjs,cjs,ts,mts,cts}'],
  configuredBy: () => false,
  dropped: { flags: ['--watch', '-w'], valued: [] },
  env: { NODE_ENV: 'production' },
});
