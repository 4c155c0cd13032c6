import ts from 'typescript';
import type { AssertionHelper, StaticTest } from '../../sources/static-tests.js';

/** One changed file: without `before` it was added, without `after` it was deleted. */
export interface Sides {
  path: string;
  /** Where it was renamed. */
  previousPath?: string;
  before?: string;
  after?: string;
}

/** What the syntax alone does not tell. Paths are relative to the root of the tree. */
export interface AboutFiles {
  isTest(path: string): boolean;
  basePaths: ReadonlySet<string>;
  candidatePaths: ReadonlySet<string>;
  /** Whether a file is a program of its own, e.g. named by `bin`. Files with a shebang always are. Default: none. */
  isProgram?(path: string): boolean;
  /** Whether the product imports a file that looks like tests or tools by its place. Default: none. */
  isShipped?(path: string): boolean;
}

/** One side of a changed file, read. */
export interface Side {
  path: string;
  isTest: boolean;
  /** Part of the product wherever it stands. */
  isShipped: boolean;
  source: ts.SourceFile;
  tests: readonly StaticTest[];
  helpers: readonly AssertionHelper[];
}

/** A changed file, read on both sides where it is there. */
export interface ReadSides {
  path: string;
  before?: Side;
  after?: Side;
}

/** Code that stands beside tests or tools, and is not what is shipped: it may import a test runner. */
const SUPPORT =
  /(^|\/)(tests?|__tests__|__mocks__|__fixtures__|fixtures?|testing|test-?utils?|e2e|specs?|bench(marks?)?|scripts|examples?|docs|website)\/|(^|\/)[^/]*(\.|-)(setup|config|workspace|bench|test-?utils?)\.[^/]+$/i;

export function isProduct({ path, isTest, isShipped }: Side): boolean {
  return isShipped || (!isTest && !isSupport(path));
}

export function isSupport(path: string): boolean {
  return SUPPORT.test(path);
}

/** Tests of types, which assert by being compiled. */
export function isTypeTest(path: string): boolean {
  return /(^|\/)(typescript_tests?|type-?tests?|dtslint|dts-?tests?)\/|\.(test-d|tst|types\.(test|spec))\.[^/]+$/i.test(
    path,
  );
}

/** What tools keep in the tree for themselves. Whether it may change is for those to say who judge the tools. */
export function isOfTools(path: string): boolean {
  return /(^|\/)(\.yarn|\.pnp\.[cm]?js|node_modules)(\/|$)/.test(path);
}

export function isProgram({ path, source }: Side, about: AboutFiles): boolean {
  return source.text.startsWith('#!') || (about.isProgram?.(path) ?? false);
}
