import ts from 'typescript';
import { parseLoosely } from '../kinds/shapes.js';
import { fileKey, namesProduct, namesProjects, type Reference } from './reference.js';

const IGNORE_FILE = /(^|\/)\.(git|eslint|prettier)ignore$/;
const LISTS_PROJECTS = /(^|\/)vitest\.(workspace|projects)\.[^/]+$/;
const MAX_DEPTH = 6;

/** Every file that a configuration of code names: what it imports, and what its settings point to. */
export function codeReferences(file: string, text: string): Reference[] {
  const source = parseLoosely(file, text);
  const found: Reference[] = [];
  const walk = (node: ts.Node): void => {
    const specifier = moduleSpecifier(node);
    if (specifier !== undefined) found.push({ kind: 'module', specifier });
    if (ts.isStringLiteralLike(node) && IGNORE_FILE.test(node.text))
      found.push({ kind: 'file', specifier: node.text });
    const url = urlSpecifier(node);
    if (url !== undefined) found.push({ kind: 'file', specifier: url });
    const key = keyOf(node);
    if (key !== undefined) {
      if (namesProduct(key.name)) return;
      if (fileKey(key.name)) found.push(...named(key.name, key.value, source));
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  if (LISTS_PROJECTS.test(file)) {
    for (const statement of source.statements)
      if (ts.isExportAssignment(statement)) found.push(...named('projects', statement.expression, source));
  }
  return found;
}

function named(key: string, value: ts.Expression, source: ts.SourceFile): Reference[] {
  const { strings, computed } = stringsOf(value, source, 0);
  const references: Reference[] = strings.map((specifier) => ({ kind: 'named', key, specifier }));
  if (computed && namesProjects(key)) references.push({ kind: 'computed', key });
  return references;
}

function moduleSpecifier(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node)) {
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return typeOnly ? undefined : literal(node.moduleSpecifier);
  }
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : literal(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return literal(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const specifier = literal(node.arguments[0]);
  if (specifier === undefined) return undefined;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return specifier;
  const callee = node.expression.getText();
  if (/(^|\.)require(\.resolve)?$/.test(callee) || callee === 'import.meta.resolve') return specifier;
  // Whatever the function is called: what begins like this is a path from here.
  return /^\.\.?\//.test(specifier) && /require|resolve|load|jiti|import/i.test(callee)
    ? specifier
    : undefined;
}

/** `new URL('./file', import.meta.url)` */
function urlSpecifier(node: ts.Node): string | undefined {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined;
  return node.arguments?.[1]?.getText() === 'import.meta.url' ? literal(node.arguments[0]) : undefined;
}

function keyOf(node: ts.Node): { name: string; value: ts.Expression } | undefined {
  if (ts.isShorthandPropertyAssignment(node)) return { name: node.name.text, value: node.name };
  if (ts.isPropertyAssignment(node)) {
    const name = ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name) ? node.name.text : undefined;
    return name === undefined ? undefined : { name, value: node.initializer };
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  return ts.isPropertyAccessExpression(node.left)
    ? { name: node.left.name.text, value: node.right }
    : undefined;
}

/** The strings in a value; `computed` where some of it is not written there. */
function stringsOf(
  node: ts.Expression,
  source: ts.SourceFile,
  depth: number,
): { strings: string[]; computed: boolean } {
  const strings: string[] = [];
  let computed = false;
  const deeper = (value: ts.Expression) => {
    const inner = stringsOf(value, source, depth + 1);
    strings.push(...inner.strings);
    computed ||= inner.computed;
  };
  if (depth > MAX_DEPTH) return { strings, computed: true };
  if (ts.isStringLiteralLike(node)) strings.push(node.text);
  else if (ts.isTemplateExpression(node)) strings.push(`.${node.templateSpans.at(-1)?.literal.text ?? ''}`);
  else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(deeper);
  else if (ts.isObjectLiteralExpression(node)) {
    for (const property of node.properties) {
      if (ts.isPropertyAssignment(property) && !namesProduct(property.name.getText()))
        deeper(property.initializer);
      else if (ts.isSpreadAssignment(property)) deeper(property.expression);
    }
  } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const parts = (node.arguments ?? []).map(literal).filter((part) => part !== undefined);
    const callee = node.expression.getText();
    if (/(^|\.)(join|resolve)$/.test(callee) && parts.length > 0) strings.push(parts.join('/'));
    else if (/^define[A-Z]\w*$|(^|\.)concat$/.test(callee)) (node.arguments ?? []).forEach(deeper);
    else computed = true;
  } else if (ts.isIdentifier(node)) {
    const value = constant(source, node.text);
    if (value) deeper(value);
    else computed = true;
  } else if (
    ts.isSpreadElement(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node)
  ) {
    deeper(node.expression);
  } else if (ts.isConditionalExpression(node)) {
    deeper(node.whenTrue);
    deeper(node.whenFalse);
  } else if (ts.isBinaryExpression(node)) {
    const text = literal(node.right);
    if (text === undefined) [node.left, node.right].forEach(deeper);
    else strings.push(`.${text}`, text);
  } else if (!isPlain(node)) computed = true;
  return { strings, computed };
}

function isPlain(node: ts.Expression): boolean {
  return ts.isNumericLiteral(node) || /^(true|false|null|undefined)$/.test(node.getText());
}

function constant(source: ts.SourceFile, name: string): ts.Expression | undefined {
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: declared, initializer } of statement.declarationList.declarations)
      if (ts.isIdentifier(declared) && declared.text === name) return initializer;
  }
  return undefined;
}

function literal(node: ts.Expression | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}
