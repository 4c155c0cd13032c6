import ts from 'typescript';
import { dottedName } from './dotted-name.js';

const DELEGATING = /expect|assert|should|verif|check|ensure|snapshot|fail|reject|validate|^(run|test)[A-Z]/i;

/** `type test = Expect<Equal<A, B>>` asserts while types are checked. */
const TYPE_ASSERTION = /^(Expect|Assert)([A-Z]\w*)?$/;

/**
 * Whether a body throws, awaits the type checker's word, or calls what is named like something that asserts. Where it
 * asserts itself, the checker's word is not what it is about; and what it tests does not assert for it.
 */
export function delegates(
  callback: ts.Node,
  source: ts.SourceFile,
  asserts: boolean,
  { subjects, supports, helpers }: ImportsOfTests & { helpers: ReadonlySet<string> },
): boolean {
  if (!asserts && /@ts-expect-error/.test(callback.getFullText(source))) return true;
  const within = (node: ts.Node): boolean => {
    if (ts.isThrowStatement(node) || (!asserts && ts.isSatisfiesExpression(node))) return true;
    if (!asserts && ts.isTypeReferenceNode(node) && TYPE_ASSERTION.test(node.typeName.getText(source)))
      return true;
    if (ts.isExpressionStatement(node) && supports.has(discardedBy(node))) return true;
    if (ts.isCallExpression(node)) {
      const name = dottedName(node.expression);
      const last = name.slice(name.lastIndexOf('.') + 1);
      if (helpers.has(last)) return true;
      const isOfRunner = /^expect\.(?!fail$|unreachable$)|^(expect|assert)$|(^|\.)to[A-Z]\w*$/.test(name);
      if (DELEGATING.test(last) && !isOfRunner && !subjects.has(name.split('.')[0] ?? '')) return true;
    }
    return ts.forEachChild(node, within) ?? false;
  };
  return within(callback);
}

/** Where functions stand that tests share. What one of them gives back is kept, unless it asserts. */
const SUPPORT = /test|spec|rig|support|helper|util|fixture|harness|matcher|assert|expect/i;

/** The function that a statement calls for what it does alone: `await refused(x)`. */
function discardedBy({ expression }: ts.ExpressionStatement): string {
  const value = ts.isAwaitExpression(expression) ? expression.expression : expression;
  return ts.isCallExpression(value) ? dottedName(value.expression) : '';
}

export interface ImportsOfTests {
  /** What is imported from the module that the file is named for. */
  subjects: ReadonlySet<string>;
  /** What is imported from where functions stand that tests share. */
  supports: ReadonlySet<string>;
}

export function importsOf(source: ts.SourceFile): ImportsOfTests {
  const isOfSubject = (specifier: string) => stemOf(specifier) === stemOf(source.fileName);
  return {
    subjects: importedFrom(source, isOfSubject),
    supports: importedFrom(source, (one) => SUPPORT.test(one) && !isOfSubject(one)),
  };
}

/** The names that a file imports from such of its own modules. */
function importedFrom(source: ts.SourceFile, isMeant: (specifier: string) => boolean): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const { text } = statement.moduleSpecifier;
    if (!text.startsWith('.') || !isMeant(text)) continue;
    const { name, namedBindings } = statement.importClause ?? {};
    if (name) names.add(name.text);
    if (namedBindings && ts.isNamespaceImport(namedBindings)) names.add(namedBindings.name.text);
    if (namedBindings && ts.isNamedImports(namedBindings)) {
      for (const one of namedBindings.elements) names.add(one.name.text);
    }
  }
  return names;
}

const stemOf = (file: string): string =>
  file
    .slice(file.lastIndexOf('/') + 1)
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/\.(test|spec|e2e-spec|unit|it)$/, '');
