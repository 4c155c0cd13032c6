/** Globs of the files that Vite loads by itself, or that its best known plugins load, beside its own configuration. */
export const LOADED_BY_VITE = [
  '**/postcss.config.{js,mjs,cjs,ts,mts,cts,json}',
  '**/.postcssrc{,.json,.yaml,.yml,.js,.mjs,.cjs,.ts,.mts,.cts}',
  '**/svelte.config.{js,mjs,ts}',
];
