import picomatch from 'picomatch';
import type { Project } from '../../policy/project.js';
import { BUILD_TOOLS, LINT_TOOLS, TEST_TOOLS, TYPECHECK_TOOLS } from '../../tools/index.js';
import { askedFor, manifestsOf } from '../../workspace/lockfiles/manifests.js';
import { valueReferences } from '../configuration/closure/data-references.js';
import { fileReferences } from '../configuration/closure/file-references.js';
import type { Reference } from '../configuration/closure/reference.js';
import { readAll } from '../configuration/read-all.js';

const MAX_FILES = 500;
const SECTIONS = ['jest', 'vitest', 'eslintConfig', 'tsup', 'babel'];

const isConfiguration = picomatch(
  [...TYPECHECK_TOOLS, ...LINT_TOOLS, ...TEST_TOOLS, ...BUILD_TOOLS].flatMap((tool) => tool.configFiles),
  { dot: true },
);

/** The packages that a tree's configuration files import or name, among those that the project asks for. */
export async function configurationImports(base: Project): Promise<ReadonlySet<string>> {
  const asked = new Set([...(await manifestsOf(base)).values()].flatMap((one) => Object.keys(askedFor(one))));
  const files = [...base.files].filter((file) => isConfiguration(file)).slice(0, MAX_FILES);
  const ofFiles = [...(await readAll(base, files))].map(([file, text]) => fileReferences(file, text));
  const ofManifest = SECTIONS.map((section) => valueReferences(base.manifest[section]));
  const names = [...ofFiles, ...ofManifest].flat().flatMap(packageOf);
  return new Set(names.filter((name) => asked.has(name)));
}

function packageOf(reference: Reference): string[] {
  switch (reference.kind) {
    case 'module':
    case 'named':
      return [/^(?:@[^/]+\/)?[^/]+/.exec(reference.specifier)?.[0] ?? ''];
    case 'file':
    case 'computed':
      return [];
    default:
      return reference satisfies never;
  }
}
