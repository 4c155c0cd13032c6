import ts from 'typescript';
import { resolveIn } from '../../evidence/imported-files.js';
import { parseSource } from '../../sources/parse-source.js';
import { moduleNames, type ModuleNames } from './module-names.js';
import type { Tree, Trees } from './trees.js';

const MAX_PASSED_ON = 5;

/** What a test file of the base uses and the candidate no longer has, by the syntax of both alone. */
export interface Gone {
  /** Modules whose path is gone: the file cannot load. */
  modules: readonly string[];
  /** Names in the test file that stand for something that is gone. */
  names: ReadonlySet<string>;
}

/**
 * What a test file asks for in vain: module paths that are gone, imported names that their module no longer
 * exports, and names of members that no product file declares any more.
 *
 * @param members names of members that the changed product files declared on the base and declare no more
 */
export async function goneFor(
  path: string,
  source: ts.SourceFile,
  { base, laid }: Trees,
  members: ReadonlySet<string>,
): Promise<Gone> {
  const modules = specifiersOf(source).filter((specifier) => isGone(path, specifier, base, laid));
  const names = new Set(members);
  for (const { specifier, bindings } of importsOf(source)) {
    const before = await exportsOf(path, specifier, base);
    const now = await exportsOf(path, specifier, laid);
    if (!before || !now) continue;
    for (const { local, imported } of bindings) {
      if (before.has(imported) && !now.has(imported)) names.add(local);
      if (imported === '*') for (const name of before) if (!now.has(name)) names.add(name);
    }
  }
  return { modules, names };
}

/** Names of members that these files declared on the base and that none of them declares now. */
export async function goneMembers(files: readonly string[], { base, laid }: Trees): Promise<Set<string>> {
  const declared = async (tree: Tree) => {
    const all = new Set<string>();
    for (const file of files) {
      const names = await namesIn(tree, file);
      for (const name of names?.members ?? []) all.add(name);
    }
    return all;
  };
  const [before, now] = [await declared(base), await declared(laid)];
  return new Set([...before].filter((name) => !now.has(name)));
}

function isGone(importer: string, specifier: string, base: Tree, laid: Tree): boolean {
  if (specifier.startsWith('.'))
    return (
      resolveIn(base.files, importer, specifier) !== undefined &&
      resolveIn(laid.files, importer, specifier) === undefined
    );
  // An alias of the project's own (`@/store`, `~/store`) ends like the path that it stands for.
  const tail = specifier.split('/').slice(1).join('/');
  if (tail === '') return false;
  const endsSo = (file: string) => file.replace(/(\/index)?\.[^/]+$/, '').endsWith(`/${tail}`);
  return (
    [...base.files].some((file) => !laid.files.has(file) && endsSo(file)) && ![...laid.files].some(endsSo)
  );
}

/** Every text of a file that may be the path of a module: of imports, and of mocks. */
function specifiersOf(source: ts.SourceFile): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isImported =
      ts.isStringLiteralLike(node) &&
      (ts.isImportDeclaration(node.parent) || ts.isCallExpression(node.parent));
    if (isImported && /^[@~#.\w][^\s]*$/.test(node.text)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

interface Imported {
  specifier: string;
  bindings: { local: string; imported: string }[];
}

function importsOf(source: ts.SourceFile): Imported[] {
  return source.statements.flatMap((statement): Imported[] => {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier))
      return [{ specifier: statement.moduleSpecifier.text, bindings: bindingsOf(statement.importClause) }];
    return ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap((declaration) => requiredBy(declaration) ?? [])
      : [];
  });
}

function bindingsOf(clause: ts.ImportClause | undefined): Imported['bindings'] {
  if (!clause) return [];
  const whole = clause.name ? [{ local: clause.name.text, imported: 'default' }] : [];
  const named = clause.namedBindings;
  if (!named) return whole;
  if (ts.isNamespaceImport(named)) return [...whole, { local: named.name.text, imported: '*' }];
  return [
    ...whole,
    ...named.elements.map(({ name, propertyName }) => ({
      local: name.text,
      imported: (propertyName ?? name).text,
    })),
  ];
}

function requiredBy({ name, initializer }: ts.VariableDeclaration): Imported | undefined {
  if (!initializer || !ts.isCallExpression(initializer) || initializer.expression.getText() !== 'require')
    return undefined;
  const [specifier] = initializer.arguments;
  if (!specifier || !ts.isStringLiteral(specifier)) return undefined;
  if (ts.isIdentifier(name))
    return { specifier: specifier.text, bindings: [{ local: name.text, imported: '*' }] };
  if (!ts.isObjectBindingPattern(name)) return undefined;
  const bindings = name.elements.flatMap((element) =>
    ts.isIdentifier(element.name)
      ? [{ local: element.name.text, imported: (element.propertyName ?? element.name).getText() }]
      : [],
  );
  return { specifier: specifier.text, bindings };
}

/** The names that a module exports, with those that it passes on; nothing where that cannot be told. */
async function exportsOf(
  importer: string,
  specifier: string,
  tree: Tree,
  depth = 0,
): Promise<ReadonlySet<string> | undefined> {
  if (!specifier.startsWith('.')) return undefined;
  const file = resolveIn(tree.files, importer, specifier);
  const names = file === undefined ? undefined : await namesIn(tree, file);
  if (file === undefined || !names) return undefined;
  const all = new Set(names.exported);
  for (const passed of names.passedOn) {
    const further = depth < MAX_PASSED_ON ? await exportsOf(file, passed, tree, depth + 1) : undefined;
    if (!further) return undefined;
    for (const name of further) all.add(name);
  }
  return all;
}

async function namesIn(tree: Tree, file: string): Promise<ModuleNames | undefined> {
  const text = await tree.read(file);
  const source = text === undefined ? undefined : parseSource(file, text);
  return source && moduleNames(source);
}
