import { bundler } from './bundler.js';

export const tsdown = bundler({
  name: 'tsdown',
  configFiles: ['**/tsdown.config.{ts,js,cjs,mjs,cts,mts,json}'],
  configuredBy: ({ files, manifest }) =>
    manifest['tsdown'] !== undefined ||
    [...files].some((file) => /^tsdown\.config\.([cm]?[jt]s|json)$/.test(file)),
  dropped: { flags: ['--watch', '-w'], valued: ['--on-success', '--onSuccess', '--ignore-watch'] },
});
