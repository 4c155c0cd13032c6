import { bundler } from './bundler.js';

export const tsup = bundler({
  name: 'tsup',
  configFiles: ['**/tsup.config.{ts,js,cjs,mjs,cts,mts,json}'],
  configuredBy: ({ files, manifest }) =>
    manifest['tsup'] !== undefined ||
    [...files].some((file) => /^tsup\.config\.([cm]?[jt]s|json)$/.test(file)),
  dropped: { flags: ['--watch', '-w'], valued: ['--onSuccess'] },
});
