import type { Policy } from '../../../policy/policy.js';
import type { PackageManifest, Project } from '../../../policy/project.js';
import type { ToolInUse } from '../configuration-tools.js';
import type { Start } from './closure.js';
import { valueReferences } from './data-references.js';
import { namedBySetup } from './named-by-setup.js';
import { fileKey } from './reference.js';
import { resolveReference, type Resolution } from './resolve-reference.js';
import { rootFinder } from './roots.js';
import { rootsOf } from './rooms.js';

const SECTIONS = ['jest', 'vitest', 'eslintConfig', 'babel', 'tsup', 'tsdown', 'pnpm', 'nyc', 'c8'];

/** Where the walk through the judge's configuration begins: files by their names, by scripts, and by the manifest. */
export function startsOf(
  policy: Policy,
  inUse: readonly ToolInUse[],
  base: Project,
  manifest: PackageManifest,
  at: Resolution,
): Start[] {
  const rootOf = rootFinder(policy, inUse, base);
  const byName = [...at.files].flatMap((file): Start[] => {
    const root = rootOf(file);
    return root ? [{ ...root, role: 'configuration' }] : [];
  });
  const byScript = inUse.flatMap((one) =>
    namedBySetup(one, at.files).map(({ path, tool, role }): Start => ({
      path,
      tools: [tool],
      explainedBy: role === 'configuration' ? [tool] : [],
      role,
      why: 'script',
    })),
  );
  return [...byName, ...byScript, ...mocksOfPackages(inUse, at.files), ...byManifest(inUse, manifest, at)];
}

/** Jest takes what lies there for the packages of the same name, in every test. */
function mocksOfPackages(inUse: readonly ToolInUse[], files: ReadonlySet<string>): Start[] {
  const tools = inUse.map(({ tool }) => tool).filter(({ name }) => name === 'jest');
  if (tools.length === 0) return [];
  const below = rootsOf(inUse).map((root) => (root === '' ? '__mocks__/' : `${root}/__mocks__/`));
  return [...files]
    .filter((file) => below.some((directory) => file.startsWith(directory)))
    .map((path) => ({ path, tools, explainedBy: [], role: 'code', why: 'tool' }));
}

/** Files that the tools' sections of package.json name. */
function byManifest(inUse: readonly ToolInUse[], manifest: PackageManifest, at: Resolution): Start[] {
  const sections = Object.fromEntries(SECTIONS.map((name) => [name, manifest[name]]));
  const tools = inUse.map(({ tool }) => tool);
  return valueReferences(sections).flatMap((reference) =>
    resolveReference(reference, 'package.json', at).map((path): Start => {
      const role = reference.kind === 'named' ? (fileKey(reference.key) ?? 'code') : 'code';
      return { path, tools, explainedBy: [], role, why: 'script' };
    }),
  );
}
