import ts from 'typescript';
import { bare } from '../../../sources/bare.js';
import { constantNamed, constantText } from '../../../sources/constant-text.js';
import { dottedName } from '../../../sources/dotted-name.js';
import { HIDDEN, JUDGEMENT, REPORT, type Told } from './told.js';

const MAX_DEPTH = 20;
const RUNNERS =
  /^(vitest(\/(?!config$).*)?|@vitest\/(runner|expect|spy|snapshot|utils)(\/.*)?|@jest\/(globals|expect|core|environment|reporters|test-result)|jest(-circus|-jasmine2|-runner|-runtime|-mock|-environment.*)?|expect|node:test(\/.*)?|bun:test|mocha|ava|chai|tinyspy)$/;
const INTERNALS =
  /^(vitest\/(node|suite|runners|worker|workers|execute|internal.*)|@vitest\/(runner|expect|snapshot)(\/.*)?|@jest\/(expect|core|environment|reporters|test-result)|jest-(circus|jasmine2|runner|runtime|environment.*)(\/.*)?|node:test\/reporters|(node:)?inspector(\/promises)?)$/;

/** What is imported, exported from, required or loaded that belongs to runners, or cannot be read. */
export function toldByLoad(node: ts.Node, product: boolean): Told | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return imported(node, product);
  return ts.isCallExpression(node) ? loaded(node, product) : undefined;
}

function imported(node: ts.ImportDeclaration | ts.ExportDeclaration, product: boolean) {
  const { moduleSpecifier } = node;
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return undefined;
  const isType = ts.isImportDeclaration(node)
    ? (node.importClause?.isTypeOnly ?? false) || onlyTypes(node.importClause?.namedBindings)
    : node.isTypeOnly;
  return isType ? undefined : ofModule(moduleSpecifier.text, product);
}

const onlyTypes = (bindings: ts.NamedImportBindings | undefined): boolean =>
  bindings !== undefined &&
  ts.isNamedImports(bindings) &&
  bindings.elements.length > 0 &&
  bindings.elements.every(({ isTypeOnly }) => isTypeOnly);

function loaded(node: ts.CallExpression, product: boolean) {
  const isLoad =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    /^(require|require\.resolve|import\.meta\.resolve|process\.getBuiltinModule)$/.test(
      dottedName(node.expression),
    );
  const [first] = node.arguments;
  if (!isLoad || first === undefined) return undefined;
  if (/^(data|blob):/.test(beginningOf(first)))
    return { what: 'A module that is written in its name', why: HIDDEN };
  const name = constantText(first);
  return name === undefined ? undefined : ofModule(name, product);
}

/** What a text begins with, where that can be told. */
function beginningOf(expression: ts.Expression, depth = 0): string {
  const whole = constantText(expression);
  if (whole !== undefined || depth > MAX_DEPTH) return whole ?? '';
  const node = bare(expression);
  if (ts.isTemplateExpression(node)) {
    const [first] = node.templateSpans;
    return node.head.text === '' && first ? beginningOf(first.expression, depth + 1) : node.head.text;
  }
  if (ts.isBinaryExpression(node)) return beginningOf(node.left, depth + 1);
  const value = ts.isIdentifier(node) ? constantNamed(node) : undefined;
  return value === undefined ? '' : beginningOf(value, depth + 1);
}

function ofModule(name: string, product: boolean) {
  if (product && RUNNERS.test(name)) return { what: `Importing "${name}" from the product`, why: JUDGEMENT };
  return INTERNALS.test(name) ? { what: `Importing "${name}"`, why: REPORT } : undefined;
}
