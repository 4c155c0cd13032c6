import { escapeRegExp } from '../sources/escape-regexp.js';
import { staticTests, type StaticTest } from '../sources/static-tests.js';
import type { PassedTest } from './inventory.js';

type Read = (path: string) => Promise<string | undefined>;

/** Finds the source of tests that a runner names. Files are read and parsed once. */
export function knownTests(read: Read): (test: PassedTest) => Promise<StaticTest | undefined> {
  const files = new Map<string, Promise<Named[]>>();
  return async ({ file, title }) => {
    const tests = files.get(file) ?? namedTests(file, read);
    files.set(file, tests);
    const all = await tests;
    return all.find((one) => one.title === title)?.test ?? all.find((one) => one.pattern?.test(title))?.test;
  };
}

interface Named {
  test: StaticTest;
  /** The whole title, where it is certain. */
  title?: string;
  /** What it can look like, where it is made at run time. */
  pattern?: RegExp;
}

async function namedTests(file: string, read: Read): Promise<Named[]> {
  const text = await read(file);
  if (text === undefined) return [];
  return staticTests(file, text).map((test) => {
    const parts = [...test.suites, test.title];
    const certain = parts.every((part) => part !== undefined);
    return {
      test,
      ...(certain && { title: parts.join(' ') }),
      ...((test.dynamic || !certain) && { pattern: patternOf(parts) }),
    };
  });
}

/** `adds %i to $b` can be any text between what is fixed. */
function patternOf(parts: readonly (string | undefined)[]): RegExp {
  const PLACE = /%[a-zA-Z#%$]|\$\{?[\w.#]+\}?/;
  const source = parts
    .map((part) => (part === undefined ? '[^]*' : part.split(PLACE).map(escapeRegExp).join('[^]*')))
    .join(' ');
  return new RegExp(`^${source}$`);
}
