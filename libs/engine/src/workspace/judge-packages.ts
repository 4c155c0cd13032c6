import picomatch from 'picomatch';
import type { PackageManifest, Project } from '../policy/project.js';
import { BUILD_TOOLS, LINT_TOOLS, TEST_TOOLS, TYPECHECK_TOOLS } from '../tools/index.js';
import { askedFor, manifestsOf } from './lockfiles/manifests.js';

const ESLINT = [
  'eslint',
  'eslint-*',
  '@eslint/*',
  '@eslint-community/*',
  'typescript-eslint',
  '@typescript-eslint/*',
  '@babel/eslint-*',
  '@*/eslint-{config,plugin,parser}',
  '@*/eslint-{config,plugin,parser}-*',
];

/** What belongs to a tool, by the package that holds its program: plugins, presets, transforms, coverage. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  vitest: ['vitest', '@vitest/*', 'vite', 'vite-node', 'rolldown-vite'],
  jest: ['jest', 'jest-*', '@jest/*', 'ts-jest', 'babel-jest', '@swc/jest', 'esbuild-jest', 'expect'],
  eslint: ESLINT,
  typescript: ['typescript', '@typescript/*', 'ts-patch'],
  tsup: ['tsup'],
  tsdown: ['tsdown'],
  vite: ['vite', 'rolldown-vite', '@vitejs/*', 'vite-plugin-*'],
};

const TOOLS = [...TYPECHECK_TOOLS, ...LINT_TOOLS, ...TEST_TOOLS, ...BUILD_TOOLS];

/** Tells the packages that judge by their names; a plain set of names is one too. */
export type JudgePackages = Pick<ReadonlySet<string>, 'has'>;

/**
 * The packages that judge: the tools that the base asks for and their families, and whatever the base's
 * configuration imports. Of each the gates run what the base has.
 *
 * @param configurationImports names of packages that the configuration imports
 */
export async function judgePackagesOf(
  base: Project,
  configurationImports: Iterable<string> = [],
): Promise<JudgePackages> {
  const manifests = [...(await manifestsOf(base)).values()];
  const asked = new Set(manifests.flatMap(allNames));
  const globs = TOOLS.flatMap((tool) =>
    asked.has(tool.package) ? (FAMILIES[tool.package] ?? [tool.package]) : [],
  );
  const isOfTool = globs.length > 0 ? picomatch(globs) : () => false;
  const imported = new Set(configurationImports);
  return { has: (name) => imported.has(name) || isOfTool(name) };
}

const allNames = (manifest: PackageManifest) => [
  ...Object.keys(askedFor(manifest)),
  ...Object.keys(manifest.peerDependencies ?? {}),
];
