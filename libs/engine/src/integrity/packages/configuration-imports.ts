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

/**
 * The packages that a tree's configuration files import or name, among those that the project asks for.
 *
 * @param reached what files import that these lead to, as it is written there: counted where the product does not
 * use it too
 */
export async function configurationImports(
  base: Project,
  reached: Iterable<string> = [],
): Promise<ReadonlySet<string>> {
  const manifests = [...(await manifestsOf(base)).values()];
  const asked = new Set(manifests.flatMap((one) => Object.keys(askedFor(one))));
  const shipped = new Set(
    manifests.flatMap((one) => Object.keys({ ...one.dependencies, ...one.peerDependencies })),
  );
  const files = [...base.files].filter((file) => isConfiguration(file)).slice(0, MAX_FILES);
  const ofFiles = [...(await readAll(base, files))].map(([file, text]) => fileReferences(file, text));
  const ofManifest = SECTIONS.map((section) => valueReferences(base.manifest[section]));
  const names = [...ofFiles, ...ofManifest].flat().flatMap(packageOf);
  const further = [...reached].map(nameIn).filter((name) => !shipped.has(name));
  return new Set([...names, ...further].filter((name) => asked.has(name)));
}

const nameIn = (specifier: string) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';

function packageOf(reference: Reference): string[] {
  switch (reference.kind) {
    case 'module':
    case 'named':
      return [nameIn(reference.specifier)];
    case 'file':
    case 'computed':
      return [];
    default:
      return reference satisfies never;
  }
}
