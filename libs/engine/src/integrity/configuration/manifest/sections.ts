import type { PackageManifest } from '../../../policy/project.js';

const words = (text: string) => new Set(text.split(/\s+/));

/** Sections that no gate's tool reads, or that say what the product is. */
const HARMLESS = words(
  'name version description keywords author authors contributors maintainers license licenses files main module types typings ' +
    'typesVersions exports imports bin man directories sideEffects private publishConfig engines devEngines os cpu libc funding bugs homepage ' +
    'repository packageManager volta browser browserslist source unpkg jsdelivr umd:main react-native svelte style sass ' +
    'lint-staged husky simple-git-hooks pre-commit pre-push gitHooks commitlint commitizen config czConfig prettier ' +
    'release release-it standard-version semantic-release np auto changelog changesets size-limit bundlesize stylelint ' +
    'remarkConfig markdownlint cspell typedoc docs contributes activationEvents icon categories galleryBanner publisher ' +
    'displayName preview build electron oclif nx turbo wireit knip renovate publint depcheck madge typeCoverage support ' +
    'customElements web-types storybook msw $schema readme _id gitHead scripts-info',
);

/** Another mechanism compares these. */
const DEPENDENCIES = words(
  'dependencies devDependencies peerDependencies peerDependenciesMeta optionalDependencies dependenciesMeta bundleDependencies bundledDependencies',
);

/** Sections that configure a tool in a package below the root, where it looks nearby. */
const NEARBY = words('eslintConfig babel jest');

/** Whatever their form. */
const JUDGING = words(
  'jest vitest eslintConfig eslintIgnore babel tsup tsdown c8 nyc overrides resolutions pnpm workspaces swc',
);

/** The sections of a package.json, beside its scripts and its type, that configure the judge in either of two versions. */
export function judgingSections(isRoot: boolean, before: PackageManifest, after: PackageManifest): string[] {
  const sections = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...sections].filter((section) => {
    if (section === 'scripts' || section === 'type') return false;
    if (!isRoot) return NEARBY.has(section);
    if (JUDGING.has(section)) return true;
    if (HARMLESS.has(section) || DEPENDENCIES.has(section)) return false;
    return isObject(before[section]) || isObject(after[section]);
  });
}

/** Whether a package says how its modules are to be taken, in another way. */
export function changesType(before: PackageManifest, after: PackageManifest): boolean {
  return (before.type === 'module') !== (after.type === 'module');
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
