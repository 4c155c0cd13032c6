import semver from 'semver';
import type { Add } from './differences.js';
import { compareSettings, type Meanings, type Settings } from './settings.js';

/** What `strict` stands for. */
const STRICT_FAMILY = [
  'alwaysStrict',
  'noImplicitAny',
  'noImplicitThis',
  'strictBindCallApply',
  'strictBuiltinIteratorReturn',
  'strictFunctionTypes',
  'strictNullChecks',
  'strictPropertyInitialization',
  'useUnknownInCatchVariables',
];

const ASK_MORE = `
  strict checkJs erasableSyntaxOnly exactOptionalPropertyTypes noFallthroughCasesInSwitch
  forceConsistentCasingInFileNames isolatedDeclarations isolatedModules noImplicitOverride
  noImplicitReturns noPropertyAccessFromIndexSignature noUncheckedIndexedAccess
  noUncheckedSideEffectImports noUnusedLocals noUnusedParameters verbatimModuleSyntax
`;

const ASK_LESS = `
  allowUmdGlobalAccess allowUnreachableCode allowUnusedLabels keyofStringsOnly noCheck
  noImplicitUseStrict noStrictGenericChecks skipDefaultLibCheck skipLibCheck
  suppressExcessPropertyErrors suppressImplicitAnyIndexErrors
`;

/** They decide what is written and printed, not what is checked. */
const OUTPUT_ONLY = `
  assumeChangesOnlyAffectDirectDependencies composite declaration declarationDir declarationMap
  diagnostics emitBOM emitDeclarationOnly explainFiles extendedDiagnostics importHelpers
  incremental inlineSourceMap inlineSources listEmittedFiles listFiles mapRoot newLine noEmit
  noEmitHelpers noEmitOnError noErrorTruncation outDir preserveConstEnums preserveWatchOutput
  pretty removeComments sourceMap sourceRoot stripInternal traceResolution tsBuildInfoFile
`;

const MEANINGS: Meanings = [
  [oneOf(`${STRICT_FAMILY.join(' ')} ${ASK_MORE}`), 'weaker when off'],
  [oneOf(ASK_LESS), 'weaker when on'],
  [oneOf(OUTPUT_ONLY), 'neutral'],
];

function oneOf(names: string): RegExp {
  return new RegExp(`^(${names.trim().split(/\s+/).join('|')})$`);
}

/** @param version of the compiler, since defaults differ */
export function compareCompilerOptions(before: Settings, after: Settings, version: string, add: Add): void {
  const [old, now] = [completed(before, version), completed(after, version)];
  // Where the whole family goes with `strict`, one word says it all.
  for (const name of STRICT_FAMILY) {
    if (old[name] === old['strict'] && now[name] === now['strict']) {
      delete old[name];
      delete now[name];
    }
  }
  compareSettings(old, now, MEANINGS, add);
}

function completed(options: Settings, version: string): Record<string, unknown> {
  const strict = options['strict'] ?? semver.gte(version, '6.0.0-0');
  const family = Object.fromEntries(STRICT_FAMILY.map((name) => [name, options[name] ?? strict]));
  const casing = options['forceConsistentCasingInFileNames'] ?? semver.gte(version, '5.0.0-0');
  return { ...options, ...family, strict, forceConsistentCasingInFileNames: casing };
}
