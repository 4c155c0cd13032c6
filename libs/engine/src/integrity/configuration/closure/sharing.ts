import path from 'node:path';
import ts from 'typescript';
import type { Project } from '../../../policy/project.js';
import { isTestFile } from '../../../gates/source-files.js';
import { fileKindOf } from '../kinds/file-kinds.js';
import { readAll } from '../read-all.js';
import type { Member } from './closure.js';
import { guesses } from './guesses.js';
import { entriesOf, filesOfPackage, leaves, type WorkspacePackage } from './workspace-packages.js';

const MAX_FILES = 20_000;
const BUILT = /^(dist|build|lib|out|es|esm|cjs)\//;

/**
 * The members of the base's closure that are part of the product: what else of the base imports, what packages
 * declare as their entries, and what such files import. Only the base is asked, so that no candidate can take a
 * file from its judge by importing it.
 */
export async function sharedWithProduct(
  members: ReadonlyMap<string, Member>,
  base: Project,
  packages: ReadonlyMap<string, WorkspacePackage>,
  toolArguments: readonly string[],
): Promise<Set<string>> {
  const shared = new Set<string>();
  const queue: string[] = [];
  const take = (file: string, isTest: boolean) => {
    const member = members.get(file);
    if (!member || member.root !== undefined || shared.has(file)) return;
    // Tests may use what a setting names; it stays the judge's all the same.
    if (isTest && member.isNamed) return;
    shared.add(file);
    queue.push(file);
  };
  for (const file of entryFiles(packages, toolArguments)) take(file, false);
  const others = [...base.files].filter((file) => !members.has(file) && fileKindOf(file) === 'code');
  for (const [file, text] of await readAll(base, others.slice(0, MAX_FILES)))
    for (const imported of importsOf(file, text, packages))
      take(imported, isTestFile(file) || isBelowTests(file));
  for (let file = queue.shift(); file !== undefined; file = queue.shift())
    for (const next of members.get(file)?.leadsTo ?? []) take(next, false);
  return shared;
}

/** Every path that an import of the file may mean, also by the usual aliases of the root and of `src`. */
function importsOf(file: string, text: string, packages: ReadonlyMap<string, WorkspacePackage>): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName }) => {
    if (fileName.startsWith('.')) return guesses(path.posix.join(path.posix.dirname(file), fileName));
    const inTree = filesOfPackage(fileName, packages);
    if (inTree.length > 0) return inTree.flatMap(guesses);
    const plain = fileName.replace(/^[@~#$]\//, '');
    if (plain === fileName && fileName.startsWith('@')) return [];
    return [plain, `src/${plain}`, fileName.replace(/^[@~#$]/, '')].flatMap(guesses);
  });
}

function entryFiles(
  packages: ReadonlyMap<string, WorkspacePackage>,
  toolArguments: readonly string[],
): string[] {
  const all = [...packages.values()];
  const used = new Set(all.flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {})));
  // A package below the root that no other needs in use may be the judge's own, such as shared rules.
  const products = all.filter(({ directory, manifest }) => directory === '' || used.has(manifest.name ?? ''));
  const declared = products.flatMap(({ directory, manifest }) => {
    const own = [...entriesOf(manifest), ...leaves(manifest.exports)];
    const sources = own.filter((file) => BUILT.test(file)).flatMap((file) => sourcesOf(file));
    return [...own, ...sources, 'index', 'src/index', 'src/main'].map((file) =>
      path.posix.join(directory, file),
    );
  });
  return [...declared, ...toolArguments].flatMap(guesses);
}

function sourcesOf(file: string): string[] {
  const stem = file.replace(BUILT, '').replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
  return [`src/${stem}`, stem];
}

const isBelowTests = (file: string) => /(^|\/)(tests?|e2e|specs?)\//.test(file);
