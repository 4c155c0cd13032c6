import ts from 'typescript';
import { dottedName } from '../../sources/dotted-name.js';
import { resolveIn } from '../../evidence/imported-files.js';
import { constantText } from '../../sources/constant-text.js';
import { rangeOf } from '../../sources/parse-source.js';
import type { JudgeFinding } from '../judge-finding.js';
import type { AboutFiles, ReadSides, Side } from './sides.js';

/** A module that a test puts something else in place of. */
interface Mock {
  target: string;
  node: ts.Node;
}

/**
 * Tests that newly mock the module that they test. A module is tested by a file that is named for it, by one that
 * imports no other part of the product unmocked, or by one that used it unmocked before and now mocks what the
 * candidate changed. Mocks of what the tested module needs are none of these.
 */
export function mockedSubjects(files: readonly ReadSides[], about: AboutFiles): JudgeFinding[] {
  const changed = new Set(
    files.flatMap(({ before, after }) => (after && !after.isTest && before ? [after.path] : [])),
  );
  return files.flatMap(({ before, after }) => {
    if (after === undefined || !after.isTest) return [];
    const imports = importsOf(after, about.candidatePaths).filter((path) => !isAside(path, about));
    // A file is named for what it tests, also where it gets that through another module.
    const isNamedFor = (target: string) => nameOf(after.path) === nameOf(target);
    const mocks = mocksOf(after, about.candidatePaths).filter(
      ({ target }) => imports.includes(target) || (isNamedFor(target) && !isAside(target, about)),
    );
    const already = new Set(before && mocksOf(before, about.basePaths).map(({ target }) => stemOf(target)));
    const used = new Set(before && importsOf(before, about.basePaths).map(stemOf));
    const isAllMocked = imports.every((path) => mocks.some(({ target }) => target === path));
    return mocks.flatMap(({ target, node }): JudgeFinding[] => {
      if (already.has(stemOf(target))) return [];
      const isSubject =
        isNamedFor(target) || isAllMocked || (changed.has(target) && used.has(stemOf(target)));
      if (!isSubject) return [];
      return [
        {
          rule: 'tested-module-mocked',
          file: after.path,
          range: rangeOf(after.source, node),
          context: target,
          message: `This test puts a mock in place of ${target}, which it tests, so it proves nothing about it. Test the real module, and mock only what it needs from outside.`,
        },
      ];
    });
  });
}

const isAside = (path: string, about: AboutFiles) =>
  about.isTest(path) ||
  /(^|\/)(tests?|__tests__|__mocks__|fixtures?|test-?utils?|testing)\//i.test(path) ||
  !/\.[cm]?[jt]sx?$/.test(path);

const stemOf = (path: string) => path.replace(/\.[^./]+$/, '');

/** What a file is named for: `src/math.ts`, `math/index.ts` and `test/math.test.ts` are all named for `math`. */
function nameOf(path: string): string {
  const parts = path.replace(/(\.(test|spec|e2e|unit|it|e2e-spec))*\.[^./]+$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return /^(index|main|mod)$/.test(last) ? (parts.at(-2) ?? last) : last;
}

function resolved(importer: string, specifier: string, paths: ReadonlySet<string>): string | undefined {
  if (specifier.startsWith('.')) return resolveIn(paths, importer, specifier);
  const alias = /^[@~#]\/(.+)$/.exec(specifier)?.[1];
  if (alias === undefined) return undefined;
  // `@/x` stands for `src/x` of the nearest package that has it.
  for (let folder = importer; folder !== '';) {
    folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    const found = resolveIn(paths, `${folder === '' ? '' : `${folder}/`}package.json`, `./src/${alias}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function importsOf({ path, source }: Side, paths: ReadonlySet<string>): string[] {
  const specifiers = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      ts.isImportDeclaration(node) &&
      ts.isStringLiteral(node.moduleSpecifier) &&
      !node.importClause?.isTypeOnly
    ) {
      specifiers.add(node.moduleSpecifier.text);
    }
    if (ts.isCallExpression(node) && node.arguments[0]) {
      const isLoad =
        node.expression.kind === ts.SyntaxKind.ImportKeyword || dottedName(node.expression) === 'require';
      const text = isLoad ? constantText(node.arguments[0]) : undefined;
      if (text !== undefined) specifiers.add(text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...new Set([...specifiers].flatMap((one) => resolved(path, one, paths) ?? []))];
}

const MOCKING = /(^|\.)(mock|doMock|unstable_mockModule|mockModule|setMock)$|(^|\.)mock\.module$/;

function mocksOf({ path, source }: Side, paths: ReadonlySet<string>): Mock[] {
  const namespaces = namespacesOf(source);
  const found: Mock[] = [];
  const add = (specifier: string | undefined, node: ts.Node): void => {
    const target = specifier === undefined ? undefined : resolved(path, specifier, paths);
    if (target !== undefined) found.push({ target, node });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.arguments[0]) {
      const callee = dottedName(node.expression);
      if (MOCKING.test(callee) && !isSpyOnly(node)) add(specifierOf(node.arguments[0]), node);
      else if (/(^|\.)spyOn$/.test(callee) && isReplaced(node))
        add(namespaces.get(dottedName(node.arguments[0])), node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `'./a'`, or `import('./a')` as Vitest takes it. */
function specifierOf(node: ts.Expression): string | undefined {
  const isImport = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const text = isImport ? node.arguments[0] : node;
  return text && constantText(text);
}

/** `vi.mock('./a', { spy: true })` keeps what the module does. */
function isSpyOnly({ arguments: [, second] }: ts.CallExpression): boolean {
  return (
    second !== undefined &&
    ts.isObjectLiteralExpression(second) &&
    second.properties.some((one) => ts.isPropertyAssignment(one) && one.name.getText() === 'spy')
  );
}

/** A spy that is told what to answer is a mock. */
function isReplaced(node: ts.CallExpression): boolean {
  const next = node.parent;
  return (
    ts.isPropertyAccessExpression(next) &&
    /^mock(Return|Resolved|Rejected|Implementation)/.test(next.name.text)
  );
}

function namespacesOf(source: ts.SourceFile): Map<string, string> {
  const found = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings))
      found.set(bindings.name.text, statement.moduleSpecifier.text);
  }
  return found;
}
