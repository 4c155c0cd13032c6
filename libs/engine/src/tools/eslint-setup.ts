/** `patterns` is what to lint; `options` are the base's own, kept from the script that calls ESLint. */
export type EslintSetup = { config: 'flat' | 'legacy'; patterns: string[]; options: string[] };
