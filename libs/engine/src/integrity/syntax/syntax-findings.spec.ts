import { syntaxFindings, type Sides } from './syntax-findings.js';

const isTest = (path: string) => /\.(test|spec)\.[^/]+$/.test(path);

/** What is found, as `rule path:line`. */
function found(
  sides: readonly Sides[],
  more: { paths?: string[]; isProgram?: (path: string) => boolean } = {},
) {
  const paths = more.paths ?? [];
  const basePaths = new Set([
    ...paths,
    ...sides.flatMap((one) => (one.before === undefined ? [] : [one.previousPath ?? one.path])),
  ]);
  const candidatePaths = new Set([
    ...paths,
    ...sides.flatMap((one) => (one.after === undefined ? [] : [one.path])),
  ]);
  return syntaxFindings(sides, {
    isTest,
    basePaths,
    candidatePaths,
    ...(more.isProgram && { isProgram: more.isProgram }),
  }).map(({ rule, file, range }) => `${rule} ${file ?? ''}:${range?.startLine ?? 0}`);
}
const rules = (sides: readonly Sides[]) => found(sides).map((one) => one.split(' ')[0]);
const source = (after: string, before = 'export const a = 1;\n', path = 'src/a.ts'): Sides => ({
  path,
  before,
  after,
});
const test = (after: string, before: string, path = 'src/a.test.ts'): Sides => ({ path, before, after });
const titled = (body: string) => `it('adds', async () => { ${body} });`;
/** What becomes of the test of the base when its body is another. */
const edited = (before: string, after: string) => rules([test(titled(after), titled(before))]);

describe('directives that silence a tool', () => {
  it.each([
    ['// @ts-ignore\nf();', 'type-suppression'],
    ['/* @ts-expect-error */\nf();', 'type-suppression'],
    ['// @ts-nocheck\nf();', 'type-suppression'],
    ['f(); // eslint-disable-line', 'lint-suppression'],
    ['// eslint-disable-next-line no-console -- because\nf();', 'lint-suppression'],
    ['/* eslint-disable */', 'lint-suppression'],
    ['/* eslint no-console: 0 */', 'lint-suppression'],
    ['/* eslint "no-console": ["off"] */', 'lint-suppression'],
    ['/* global foo */', 'lint-suppression'],
    ['/* eslint-env jest */', 'lint-suppression'],
    ['// oxlint-disable-next-line no-console\nf();', 'lint-suppression'],
    ['// biome-ignore lint/a: why\nf();', 'lint-suppression'],
    ['// tslint:disable:no-any', 'lint-suppression'],
    ['// deno-lint-ignore no-explicit-any\nf();', 'lint-suppression'],
    ['/* v8 ignore next */\nf();', 'coverage-suppression'],
    ['/* istanbul ignore else */\nf();', 'coverage-suppression'],
    ['/* node:coverage disable */', 'coverage-suppression'],
  ])('%s', (text, rule) => {
    expect(rules([source(`export const a = 1;\n${text}\n`)])).toEqual([rule]);
  });

  it.each([
    ['in words', '// mention of eslint-disable and @ts-ignore\n'],
    ['in a text', 'export const b = "// @ts-ignore";\n'],
    ['that ask for more', '/* eslint no-console: "error" */\n'],
    ['that end another', '/* eslint-enable */\n'],
    ['that name what only scripts share', '/* exported for others */\n'],
  ])('are none %s', (_, text) => {
    expect(rules([source(`export const a = 1;\n${text}`)])).toEqual([]);
  });

  it('are no news where they only move, with the code that they are about', () => {
    const code = 'export function f() {\n  // @ts-ignore\n  return g(1, 2, 3);\n}\n';
    const moved =
      'export namespace n {\n    export function f() {\n      // @ts-ignore\n      return g(1, 2, 3)\n  }\n}\n';
    expect(
      rules([
        { path: 'src/a.ts', before: code },
        { path: 'lib/b.ts', after: moved },
      ]),
    ).toEqual([]);
  });

  it('are news where they are copied, or move to other code', () => {
    const one = '// @ts-ignore\nfirst(1);\n';
    expect(rules([source(`${one}\n// @ts-ignore\nfirst(1);\n`, one)])).toEqual(['type-suppression']);
    expect(
      rules([
        {
          path: 'src/a.ts',
          before: 'function a() {\n  // @ts-ignore\n  first(1);\n}',
          after: 'function a() {\n  first(1);\n}',
        },
        source(
          'function b() {\n  // @ts-ignore\n  return other.thing.entirely;\n}',
          'function b() {}',
          'src/b.ts',
        ),
      ]),
    ).toEqual(['type-suppression']);
  });

  it('are no news where they only become narrower, and news where they become wider', () => {
    const wide = '/* eslint-disable no-console */\nf();\n';
    const narrow = '// eslint-disable-next-line no-console\nf();\n';
    const every = '// eslint-disable-next-line\nf();\n';
    const ended = '/* eslint-disable no-console */\nf();\n/* eslint-enable no-console */\n';
    expect(rules([source(narrow, wide)])).toEqual([]);
    expect(rules([source(narrow, every)])).toEqual([]);
    expect(rules([source(wide, narrow)])).toEqual(['lint-suppression']);
    expect(rules([source(every, narrow)])).toEqual(['lint-suppression']);
    expect(rules([source(wide, ended)])).toEqual(['lint-suppression']);
  });

  it('leave tests of types alone', () => {
    expect(rules([test('// @ts-expect-error a number\nadd("1");', '')])).toEqual([]);
  });
});

describe('type escapes', () => {
  it.each([
    ['export const b = a as any;'],
    ['export const b = <any>a;'],
    ['export const b = a as unknown as string;'],
    ['export const b = f(a as never);'],
    ['export function f(x: any) { return x; }'],
    ['export type T = Record<string, any>;'],
    ['export const b = m.get(1)!;'],
    ['export const isT = (x: unknown): x is T => true;'],
    ['declare module "thing";'],
    ['export const isT = (x: unknown): x is T => x === x;'],
    ['export const isT = (x: unknown): x is T => !false || f(x);'],
    ['export function isT(x: unknown): x is T { log(x); return 1 === 1; }'],
    ['export function assertT(x: unknown): asserts x is T { void x; }'],
    ['export const b = a as string | number as number;'],
    ['export function f(x: string): string;\nexport function f(x: string): unknown { return x; }'],
    ['export const as = <T>(data: unknown): T => data as T;'],
    ['export function as<T>(value: unknown): T { log(value); return value as T; }'],
    ['declare module "*?number" { export const x: number; }'],
    ['export function f(x: string) { const t: unknown = x; return t as number; }'],
    ['type U = unknown; const t: U = x; export const n = <number>(t);'],
    ['const t: unknown = x; console.log(t); f(t as number);'],
    ['export function cast<T>(value: unknown): T { return value as T; }'],
    ['interface StringConstructor { (value: number): never }'],
    ['declare global { interface Array<T> { last(): T } }\nexport {};'],
    ['declare global { interface Function { new (): never } }\nexport {};'],
    ['export {}; declare module "zod" { interface Type { (): never } }'],
    ['export {}; declare module "zod" { export function parse(): never; }'],
    ['declare module "./x" { export const x: string; }'],
    ['declare module "*" { export const x: string; }'],
    ['/** @type {any} */\nexport const b = f();'],
  ])('%s', (text) => {
    expect(rules([source(text)])).toEqual(['type-escape']);
    expect(rules([test(text, '')])).toEqual(['type-escape-in-test']);
    expect(rules([{ path: 'benchmarks/a.ts', after: text }])).toEqual(['type-escape-in-test']);
  });

  it.each([
    ['export const b = [1] as const;'],
    ['export const b = x as Animal;'],
    ['export const b = x as unknown;'],
    ['export function f<T extends (...args: any[]) => unknown>(x: T) { return x; }'],
    ['export type R<T> = T extends Promise<any> ? 1 : 2;'],
    [
      'export function f(x: string): string;\nexport function f(x: number): number;\nexport function f(x: any): any { return x; }',
    ],
    ['export function assertT(x: unknown): asserts x is T { check(x); }'],
    ['export const isT = (x: unknown): x is T => x !== undefined;'],
    ['export function f<T>(schema: Schema<T>, data: unknown) { schema.validate(data); return data as T; }'],
    ['declare module "*?worker" { const Made: new () => Worker; export default Made; }'],
    ['export const isT = (x: unknown): x is T => typeof x === "string";'],
    ['export const any = "as any"; // as any'],
    ['const t: unknown = x;\nif (typeof t === "string") f(t as Name);'],
    ['const t: unknown = JSON.parse(x);\nexport const n = t as Settings;'],
    ['export function f(t: unknown) { schema.validate(t); return t as Settings; }'],
    ['export function f(t: unknown) { return (t as Record<string, unknown>).a; }'],
    ['export function isT(t: unknown): t is T { return (t as T).kind === "t"; }'],
    ['try { f(); } catch (error: unknown) { log((error as Error).message); }'],
    ['f().catch((error: unknown) => log((error as Error).message));'],
    ['export function f(t: Animal) { return t as Cat; }'],
    ['declare module "*.svg" { const path: string; export default path; }'],
    ['declare module "*.css";'],
    ['declare module "untyped" { export function f(x: string): number; }'],
    ['import "vue"; declare module "vue" { interface Custom { $store: Store } }'],
    ['declare global { interface Window { app: App } interface Error { code?: string } }\nexport {};'],
    ['declare namespace NodeJS { interface ProcessEnv { PORT: string } }'],
    ['export interface Function { (): never }'],
    ['interface Settings { (): string }'],
  ])('are none in %s', (text) => {
    expect(rules([source(text)])).toEqual([]);
  });
});

describe('TypeScript that becomes JavaScript', () => {
  it('is found by rename, by replacement, and behind a declaration', () => {
    expect(rules([{ path: 'src/a.js', previousPath: 'src/a.ts', before: 'x', after: 'x' }])).toEqual([
      'javascript-in-place-of-typescript',
    ]);
    expect(
      rules([
        { path: 'src/a.ts', before: 'f(1)' },
        { path: 'src/a.mjs', after: 'g(2)' },
      ]),
    ).toEqual(['javascript-in-place-of-typescript']);
    expect(
      rules([
        { path: 'src/b.js', after: 'f(1)' },
        { path: 'src/b.d.ts', after: 'export {}' },
      ]),
    ).toEqual(['javascript-in-place-of-typescript']);
  });

  it('is none of the judge’s business where it is shown beside the product', () => {
    const changed = { path: 'examples/a.mjs', previousPath: 'examples/a.ts', before: 'x', after: 'x' };
    expect(rules([changed])).toEqual([]);
  });

  it('is found where JavaScript comes to stand beside TypeScript of the same name', () => {
    const beside = (path: string) => found([{ path, after: 'f(1)' }], { paths: ['src/a.ts', 'src/b.d.ts'] });
    for (const ending of ['.js', '.mjs', '.cjs', '.jsx']) {
      expect(beside(`src/a${ending}`)).toEqual([`javascript-in-place-of-typescript src/a${ending}:1`]);
    }
    expect([...beside('src/c.js'), ...beside('lib/a.js'), ...beside('src/b.js')]).toEqual([]);
    expect(found([{ path: 'src/a.js', before: 'f(1)', after: 'f(2)' }], { paths: ['src/a.ts'] })).toEqual([]);
    expect(found([{ path: 'src/a.ts', after: 'f(2)' }], { paths: ['src/a.js'] })).toEqual([]);
  });

  it('is none where JavaScript becomes TypeScript, or is described later', () => {
    expect(rules([{ path: 'src/a.ts', previousPath: 'src/a.js', before: 'f(1)', after: 'f(1)' }])).toEqual(
      [],
    );
    expect(found([{ path: 'src/a.d.ts', after: 'export {}' }], { paths: ['src/a.js'] })).toEqual([]);
  });
});

describe('tests that run less', () => {
  const before = `describe('s', () => { it('adds', () => { expect(add(1, 2)).toBe(3); }); });`;
  it.each([
    [before.replace('it(', 'it.skip('), 'test-skipped'],
    [before.replace('describe(', 'describe.skip('), 'test-skipped'],
    [before.replace('it(', 'xit('), 'test-skipped'],
    [before.replace(`'adds', `, `'adds', { skip: true }, `), 'test-skipped'],
    [before.replace('{ expect', '{ return; expect'), 'test-skipped'],
    [before.replace('() => { expect', '(ctx) => { ctx.skip(); expect'), 'test-skipped'],
    [before.replace('it(', 'it.only('), 'test-focused'],
    [before.replace('it(', 'it.fails('), 'test-inverted'],
    [before.replace('it(', 'it.skipIf(x)('), 'test-conditional'],
    [before.replace('it(', 'if (x) it('), 'test-conditional'],
    [before.replace('{ expect', '{ if (x) return; expect'), 'test-conditional'],
    [`const run = x ? it : it.skip; ${before.replace('it(', 'run(')}`, 'test-conditional'],
  ])('%s', (after, rule) => {
    expect(new Set(rules([test(after, before)]))).toEqual(new Set([rule]));
  });

  it('are none where a test is moved, renamed, planned, or let run again', () => {
    const renamed = before.replace('adds', 'adds two numbers');
    expect(rules([test(renamed, before)])).toEqual([]);
    expect(
      rules([
        { path: 'src/a.test.ts', before },
        { path: 'test/b.test.ts', after: before },
      ]),
    ).toEqual([]);
    expect(rules([test(`${before} it.todo('subtracts');`, before)])).toEqual([]);
    expect(rules([test(before, before.replace('it(', 'it.skip('))])).toEqual([]);
  });
});

describe('tests that prove less', () => {
  it.each([
    ['expect(f(1)).toBe(2);', 'f(1);', 'test-emptied'],
    ['expect(f(1)).toBe(2); expect(g(1)).toBe(3);', 'expect(f(1)).toBe(2);', 'assertion-removed'],
    ['expect(f(1)).toBe(2);', 'expect(f(1)).toBeDefined();', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'expect(f(1)).toBeGreaterThan(0);', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'expect(f(1)).not.toBe(9);', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'expect(f(1)).toEqual(expect.anything());', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'expect(f(1));', 'test-emptied'],
    ['expect(f(1)).toBe(2);', 'expect(true).toBe(true);', 'test-emptied'],
    ['expect(f).toThrow("no");', 'expect(f).toThrow();', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'if (x) { expect(f(1)).toBe(2); }', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'try { expect(f(1)).toBe(2); } catch {}', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'for (const x of xs) expect(f(1)).toBe(2);', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'const later = () => { expect(f(1)).toBe(2); };', 'assertion-weakened'],
    ['await expect(f(1)).resolves.toBe(2);', 'expect(f(1)).resolves.toBe(2);', 'assertion-weakened'],
    ['expect(f(1)).toBe(2);', 'expect(f(1)).toBe(3);', 'expectation-changed'],
    ['expect(f(1)).toBe(2);', 'expect(f(1)).toEqual(3);', 'expectation-changed'],
    ['expect(f(1)).not.toBe(2);', 'expect(f(1)).toBe(2);', 'expectation-changed'],
    ['expect(f(1)).toBeDefined();', 'expect(f(1)).toBeUndefined();', 'expectation-changed'],
    ['assert.equal(f(1), 2);', 'assert.equal(f(1), 3);', 'expectation-changed'],
    ['assert.deepStrictEqual(f(1), [2]);', 'assert.ok(f(1));', 'assertion-weakened'],
    [
      'const wanted = 2; expect(f(1)).toBe(wanted);',
      'const wanted = 3; expect(f(1)).toBe(wanted);',
      'expectation-changed',
    ],
    [
      'expect(f(1)).toMatchInlineSnapshot(`2`);',
      'expect(f(1)).toMatchInlineSnapshot(`3`);',
      'snapshot-rewritten',
    ],
  ])('%s → %s', (before, after, rule) => {
    expect(edited(before, after)).toEqual([rule]);
  });

  it.each([
    ['await Promise.allSettled([(async () => { A })()]);'],
    ['await Promise.race([g(), (async () => { A })()]);'],
    ['await g().then(() => { A }).then(undefined, h);'],
    ['expect(() => { A }).toThrow();'],
    ['await expect(async () => { A }).rejects.toThrow();'],
    ['new EventTarget().addEventListener("done", () => { A });'],
    ['function* later() { yield 1; A } later();'],
    ['const later = { get checked() { A return 1; } }; g(later);'],
    ['class Later { checked = E; } g(Later);'],
    ['const later = () => { A }; void later;'],
    ['const later = () => { A }; expect(later).toBeDefined();'],
    ['try { A } catch (error) { if (x) return; throw error; }'],
    ['check: { if (x) break check; A }'],
    ['check: try { A } finally { break check; }'],
    ['try { A } finally { return; }'],
    ['let done = x; done ||= E;'],
    ['const { done = E } = x; g(done);'],
    ['x?.add(E);'],
  ])('are those whose assertion may not be reached or heard: %s', (text) => {
    const assertion = 'expect(f(1)).toBe(2)';
    const after = text.replace('A', `${assertion};`).replace('E', assertion);
    expect(edited(`${assertion};`, after)).toEqual(['assertion-weakened']);
  });

  it.each([
    ['switch (f(1)) { case 2: break; default: return; }'],
    ['try { if (x) return; } finally { g(); }'],
    ['for (const one of [f(1)]) if (one !== 2) return;'],
  ])('are those that can be left by %s', (text) => {
    const before = 'expect(f(1)).toBe(2);';
    expect(edited(before, `${text} ${before}`)).toEqual(['test-conditional']);
  });

  it.each([
    ['for (const one of [1, 2]) { if (one > 1) break; g(one); }'],
    ['switch (x) { case 1: g(); break; default: h(); }'],
    ['again: for (const one of x) { for (const other of one) { if (other) continue again; } }'],
    ['expect(() => { g(); }).toThrow();'],
    ['const check = () => { g(); }; await check();'],
  ])('are none that do something first: %s', (text) => {
    const before = 'expect(f(1)).toBe(2);';
    expect(edited(before, `${text} ${before}`)).toEqual([]);
  });

  it.each([
    ['the same in other words', 'expect(f(1)).toBe(null);', 'expect(f(1)).toBeNull();'],
    ['more', 'expect(f(1)).toBe(2);', 'expect(f(1)).toBe(2); expect(f(2)).toBe(4);'],
    ['more exactly', 'expect(f(1)).toBeTruthy();', 'expect(f(1)).toBe(2);'],
    ['an error by its message', 'expect(f).toThrow();', 'expect(f).toThrow("no");'],
    ['about what another way leads to', 'expect(f(1)).toBe(2);', 'const made = f(1); expect(made).toBe(2);'],
    [
      'in another order',
      'expect(f(1)).toBe(2); expect(g(1)).toBe(3);',
      'expect(g(1)).toBe(3); expect(f(1)).toBe(2);',
    ],
    [
      'over a list that is written out',
      'expect(f(1)).toBe(2);',
      'for (const x of [1]) { expect(f(1)).toBe(2); }',
    ],
    ['with messages', 'assert.equal(f(1), 2);', 'assert.equal(f(1), 2, "doubles");'],
  ])('are none where they assert %s', (_, before, after) => {
    expect(edited(before, after)).toEqual([]);
  });

  it('say where and what to do', () => {
    const [one] = syntaxFindings(
      [test(`\n${titled('expect(f(1)).toBe(3);')}`, titled('expect(f(1)).toBe(2);'))],
      {
        isTest,
        basePaths: new Set(),
        candidatePaths: new Set(),
      },
    );
    expect(one).toMatchObject({ file: 'src/a.test.ts', range: { startLine: 2, startColumn: 26 } });
    expect(one?.message).toContain(
      '"adds" expected `expect(f(1)).toBe(2)` and now expects `expect(f(1)).toBe(3)`',
    );
  });

  it('follow names that the change renamed in the product, and no others', () => {
    const product = source(
      'export const double = (n: number) => n * 2;',
      'export const twice = (n: number) => n * 2;',
    );
    const tests = (name: string, expected: string) =>
      titled(`expect(names()).toEqual({ ${name}: 1 }); expect(${name}(1)).toBe(${expected});`);
    expect(rules([product, test(tests('double', '2'), tests('twice', '2'))])).toEqual([]);
    expect(rules([product, test(tests('double', '3'), tests('twice', '2'))])).toEqual([
      'expectation-changed',
    ]);
    expect(rules([test(titled('expect(f()).toBe(B);'), titled('expect(f()).toBe(A);'))])).toEqual([
      'expectation-changed',
    ]);
  });

  it('take an assertion for kept where it moved to a new test or a helper', () => {
    const before = titled('expect(f(1)).toBe(2); expect(g(1)).toBe(3);');
    const split = `${titled('expect(f(1)).toBe(2);')} it('other', () => { expect(g(1)).toBe(3); });`;
    const helper = `function both(n: number) { expect(f(n)).toBe(2); expect(g(n)).toBe(3); } ${titled('both(1);')}`;
    expect(rules([test(split, before)])).toEqual([]);
    expect(rules([test(helper, before)])).toEqual([]);
  });

  it.each([
    ['catches its failure', 'try { expect(n).toBe(m); } catch { expect(n).not.toBe(0); }'],
    ['asserts what always holds', 'expect(2).toBe(2);'],
  ])('are also those that hand an assertion to a helper that %s', (_, body) => {
    const helper = `function checked(n: number, m: number) { ${body} } ${titled('checked(f(1), 2);')}`;
    expect(rules([test(helper, titled('expect(f(1)).toBe(2);'))])).toEqual(['assertion-removed']);
  });

  it('are also helpers that no longer assert', () => {
    const tests = titled('check(f(1));');
    expect(
      rules([
        test(`function check(x) { log(x); } ${tests}`, `function check(x) { expect(x).toBe(2); } ${tests}`),
      ]),
    ).toEqual(['assertion-removed']);
  });

  it('are also tables with fewer rows, or with other values', () => {
    const table = (rows: string) => `it.each([${rows}])('%i', (a, b) => { expect(f(a)).toBe(b); });`;
    const before = table('[1, 2], [2, 4]');
    expect(rules([test(table('[1, 2]'), before)])).toEqual(['assertion-removed']);
    expect(rules([test(table('[1, 2], [2, 5]'), before)])).toEqual(['expectation-changed']);
    expect(rules([test(table('[1, 2], [2, 4], [3, 6]'), before)])).toEqual([]);
  });

  it('are also new ones that assert nothing', () => {
    expect(rules([test(titled('f(1);'), '')])).toEqual(['test-emptied']);
    expect(rules([test(titled('expect(f(1)).toBe(2);'), '')])).toEqual([]);
    expect(rules([test(titled('await validateAll(f);'), '')])).toEqual([]);
  });
});

describe('tests of a new file', () => {
  const added = (body: string) =>
    rules([
      {
        path: 'src/a.test.ts',
        after: `import { expect, it } from 'vitest';\nimport { check, f } from './a.js';\nimport { checkAll, refused } from './support.js';\n${titled(body)}`,
      },
    ]);

  it.each([
    ['f(1);'],
    ['check(1);'],
    ['const r = refused(f);'],
    ['const r = f(1); expect(1).toBe(1);'],
    ['check(1); expect(true).toBe(true);'],
    ['f(1); expect(true satisfies boolean).toBe(true);'],
    ['f(1); expect("abc".length).toBe(3);'],
    ['f(1); expect(typeof "a").toBe("string");'],
    ['const x = f(1); expect(x).toBe(x);'],
    ['f(1); let x = 1; expect(x).toBe(1);'],
    ['f(1); const x = { a: 1 }; expect(x).toEqual({ a: 1 });'],
    ['f(1); expect(() => {}).not.toThrow();'],
    ['f(1); expect(Math.max(1, 2)).toBe(2);'],
    ['f(1); await expect(Promise.resolve(1)).resolves.toBe(1);'],
    ['f(1); expect(1).toMatchSnapshot();'],
    ['f(1); expect.assertions(0);'],
    ['type told = Expect<true>; expect(true).toBe(true);'],
  ])('prove nothing by %s', (body) => {
    expect(added(body)).toEqual(['test-emptied']);
  });

  it('prove nothing where they catch every failure', () => {
    expect(added('try { expect(f(1)).toBe(2); } catch {}')).toEqual(['assertion-weakened']);
  });

  it.each([
    ['type told = Expect<Equal<ReturnType<typeof f>, number>>;'],
    ['expect(check(1)).toBe(2);'],
    ['checkAll(f);'],
    ['await refused(f);'],
    ['const x = {}; f(x); expect(x).toEqual({ a: 1 });'],
    ['let x = 1; f(() => { x = 2; }); expect(x).toBe(2);'],
    ['const x = [1]; check(x); expect(x.length).toBe(0);'],
    ['expect(() => f(1)).not.toThrow();'],
    ['expect(Math.max(f(1), 2)).toBe(2);'],
    ['expect(f(1)).toMatchSnapshot();'],
    ['try { f(1); expect.fail(); } catch (error) { expect(error).toBe(2); }'],
    ['try { expect(f(1)).toBe(2); } catch (error) { log(error); throw error; }'],
    ['if (f(1) !== 2) throw new Error("no");'],
    ['// @ts-expect-error a number\nf("1");'],
  ])('prove something by %s', (body) => {
    expect(added(body)).toEqual([]);
  });
});

describe('tests that hand what they assert to a function of their file', () => {
  const after = (body: string) => `const refused = (one: number) => { ${body} }; ${titled('refused(f(1));')}`;
  it('prove what that asserts, and nothing where it asserts nothing', () => {
    expect(rules([{ path: 'src/a.test.ts', after: after('expect(one).toBe(2);') }])).toEqual([]);
    expect(rules([{ path: 'src/a.test.ts', after: after('log(one);') }])).toEqual(['test-emptied']);
  });
});

describe('tests of what the language is taught', () => {
  it('prove something of the language itself', () => {
    const after = `import './last.js';\n${titled('expect([1, 2].last()).toBe(2);')}`;
    expect(rules([{ path: 'src/a.test.ts', after }])).toEqual([]);
  });
});

describe('snapshots', () => {
  const snap = (text: string) => `// Jest\n\nexports[\`adds 1\`] = \`${text}\`;\n`;
  const file = 'src/__snapshots__/a.test.ts.snap';
  const tests = `it('adds', () => { expect(f()).toMatchSnapshot(); });`;

  it('are found where they say something else, or go while their test stays', () => {
    expect(found([{ path: file, before: snap('1'), after: snap('2') }])).toEqual([
      `snapshot-rewritten ${file}:3`,
    ]);
    expect(
      found([{ path: file, before: snap('1'), after: '// Jest' }], { paths: ['src/a.test.ts'] }),
    ).toHaveLength(1);
  });

  it('are none where they are new, or go with their test', () => {
    expect(found([{ path: file, before: '// Jest', after: snap('2') }])).toEqual([]);
    expect(
      found([
        { path: file, before: snap('1') },
        { path: 'src/a.test.ts', before: tests },
      ]),
    ).toEqual([]);
  });
});

describe('mocks', () => {
  const use = `import { add } from './math.js'; import { now } from './clock.js';`;
  const math = (mocked: string) =>
    test(
      `${use} ${mocked} ${titled('expect(add(1)).toBe(2);')}`,
      `${use} ${titled('expect(add(1)).toBe(2);')}`,
      'src/math.test.ts',
    );
  const paths = ['src/math.ts', 'src/clock.ts'];

  it.each([
    [`vi.mock('./math.js', () => ({ add: () => 2 }));`],
    [`jest.doMock('./' + 'math');`],
    [`import * as all from './math.js'; vi.spyOn(all, 'add').mockReturnValue(2);`],
    [`vi.mock(import('./math.js'));`],
  ])('of what is tested: %s', (mocked) => {
    expect(found([math(mocked)], { paths })).toEqual(['tested-module-mocked src/math.test.ts:1']);
  });

  it('of a module that the candidate changed, where it was used as it is', () => {
    expect(found([math(`vi.mock('./clock.js');`), source('b', 'a', 'src/clock.ts')], { paths })).toEqual([
      'tested-module-mocked src/math.test.ts:1',
    ]);
  });

  it.each([
    ['of what it needs', `vi.mock('./clock.js');`],
    ['that only watch', `vi.mock('./math.js', { spy: true });`],
    ['of packages', `vi.mock('node:fs');`],
  ])('are none %s', (_, mocked) => {
    expect(found([math(mocked)], { paths })).toEqual([]);
  });
});

describe('code that reaches for the runner', () => {
  it.each([
    ['globalThis.__vitest_worker__.rpc = f;'],
    ['(globalThis as Record<string, unknown>)["__vitest_" + "worker__"];'],
    ['const k = ["__vitest", "worker__"].join("_"); g(globalThis[k]);'],
    ['g(Symbol.for("expect-global"));'],
    ['g(Symbol.for(atob("ZXhwZWN0LWdsb2JhbA==")));'],
    ['g(globalThis[a() + b()]);'],
    ['import { expect } from "vitest";'],
    ['await import("@vitest/" + "runner");'],
    ['expect.extend({ toBe: () => ({ pass: true }) });'],
    ['globalThis.expect = f;'],
    ['Object.is = () => true;'],
    ['[Object.is] = [f];'],
    ['({ f: Object.is } = g);'],
    ['for (Object.is of [f]) break;'],
    ['({}).constructor.is = f;'],
    ['Object.assign({}.constructor, { is: f });'],
    ['const list = []; Object.getPrototypeOf(list).push = f;'],
    ['Object.getPrototypeOf(Object.getPrototypeOf([])).constructor.is = f;'],
    ['const [of] = [Object]; of.is = f;'],
    ['const tools = { of: Object }; tools.of.is = f;'],
    ['const patch = (of) => { of.is = f; }; patch(Object);'],
    ['patch(Object); function patch(of) { of.is = f; }'],
    ['((of) => { of.is = f; })(Object);'],
    ['Object.setPrototypeOf(Array.prototype, f);'],
    ['Math.abs = () => 0;'],
    ['new (Object.getPrototypeOf(async () => {}).constructor)("return 1");'],
    ['(() => {}).constructor("return 1")();'],
    ['process.connected;'],
    ['import("data:text/javascript,f()");'],
    ['const at = "data:text/javascript,"; import(`${at}${text}`);'],
    ['import("data:text/javascript," + encodeURIComponent(text));'],
    ['import { Worker } from "node:worker_threads"; new Worker(text, { eval: true });'],
    ['Object.defineProperty(Object.prototype, "x", {});'],
    ['Array.prototype.every = () => true;'],
    ['process.stdout.write = f;'],
    ['process.exitCode = 0;'],
    ['process.on("exit", f);'],
    ['read("/proc/self/fd/3");'],
    ['read(`/proc/${id}/fd`);'],
    ['declare const process: P; process["binding"]("fs");'],
    ['f(Object.getOwnPropertyNames(globalThis as P));'],
    ['const all = globalThis; f(Reflect.ownKeys(all));'],
    ['for (const name in globalThis) f(name);'],
    ['declare const Symbol: S; g(Symbol.for("expect-global"));'],
    ['declare const require: R; f((require as P).cache);'],
    ['process.binding("fs");'],
    ['import { setFlagsFromString } from "node:v8"; setFlagsFromString("x");'],
    ['import m from "node:module"; m._load = f;'],
    ['require("node:vm").runInThisContext("x");'],
    ['eval("1");'],
    ['new Function("return 1")();'],
    ['Error.prepareStackTrace = f;'],
    ['export const b = { asymmetricMatch: () => true };'],
    ['export class B { static [Symbol.hasInstance]() { return true; } }'],
  ])('%s', (text) => {
    expect(new Set(rules([source(text)]))).toEqual(new Set(['runner-touched']));
  });

  it.each([
    ['import type { Mock } from "vitest";'],
    ['read("/proc/cpuinfo");'],
    ['export const sum = [1].every((x) => Object.is(x, 1));'],
    ['export class Expect { extend(x: object) { return { toBe: x }; } }'],
    ['function f(process: Child) { process.exitCode = 1; process.on("exit", g); }'],
    ['export const evaluate = (x: string) => parser.eval(x);'],
    ['process.on("SIGTERM", stop);'],
    ['const o = { prototype: {} }; o.prototype = {};'],
  ])('is none: %s', (text) => {
    expect(rules([source(text)])).toEqual([]);
  });

  it('is none where tests set the time, or pollute a prototype to see that it does no harm', () => {
    expect(rules([test('Date.now = () => 1; Object.prototype.polluted = 1;', '')])).toEqual([]);
    expect(rules([test('Object.prototype.hasOwnProperty = f;', '')])).toEqual(['runner-touched']);
    expect(rules([test('Object.prototype.asymmetricMatch = f;', '')])).toEqual(['runner-touched']);
  });

  it('is none where tests use their runner as it is meant', () => {
    expect(
      rules([
        test(
          `import { vi } from 'vitest'; expect.extend({ toBeEven: f }); vi.spyOn(process, 'exit'); vi.stubGlobal('fetch', f);`,
          '',
        ),
      ]),
    ).toEqual([]);
  });
});

describe('code that asks whether it is tested', () => {
  it.each([
    ['if (process.env.VITEST) f();'],
    ['const { VITEST } = process.env;'],
    ['const { env } = process; if (env["JEST_" + "WORKER_ID"]) f();'],
    ['import { env } from "node:process"; f(env.CI);'],
    ['if (process.env.NODE_ENV === "test") f();'],
    ['const g = (a: number) => (process.env.NODE_ENV === "test" ? a : -a);'],
    ['const mode = process.env.NODE_ENV; if (mode === "test") f();'],
    ['switch (process.env.NODE_ENV) { case "test": f(); }'],
    ['if (import.meta.vitest) f();'],
    ['if (import.meta.env.MODE === "test") f();'],
    ['f(process.argv[1]);'],
    ['if (new Error().stack?.length) f();'],
    ['if (e.stack.includes("vitest")) f();'],
    ['if (typeof jest !== "undefined") f();'],
    ['declare const process: { env: Record<string, string> }; if (process.env.VITEST) f();'],
    ['declare global { var process: { env: object }; }\nif (process.env.CI) f();'],
    ['declare namespace process { const env: { CI: string } }\nif (process.env.CI) f();'],
    ['import type process from "./p.js"; if (process.env.CI) f();'],
    ['import { type process } from "./p.js"; if (process.env.CI) f();'],
    ['import p from "node:process"; if (p.env.CI) f();'],
    ['import p = require("node:process"); if (p.env.CI) f();'],
    ['const process = globalThis.process; if (process.env.CI) f();'],
    ['const { env } = process satisfies P; f(env.CI);'],
    ['let env; ({ env } = process); f(env.CI);'],
    ['let all; ({ env: { CI: all } } = process as P, { CI: all } = process.env);'],
    ['f(globalThis["proc" + "ess"].env.CI);'],
    ['f((globalThis as P).process.env.CI);'],
    ['f((<P>globalThis).process.env.CI);'],
    ['f(globalThis.globalThis.process.env.CI);'],
    ['f(Reflect.get(globalThis, "process").env.CI);'],
    ['const { get } = Reflect; f(get(process.env, "CI"));'],
    ['f(Object.getOwnPropertyDescriptor(process.env, "CI")?.value);'],
    ['f({ ...process.env }.CI);'],
    ['const all = Object.assign({}, process.env); f(all.CI);'],
    ['f(Object.entries(process.env));'],
    ['f(Object.keys(process.env as P));'],
    ['for (const name in process.env) f(name);'],
    ['if ("CI" in process.env) f();'],
    ['if (Object.hasOwn(process.env, "CI")) f();'],
    ['f((import.meta as { env?: { MODE?: string } }).env?.MODE === "test");'],
    ['if ("vitest" in import.meta) f();'],
    ['if ((globalThis as P).expect) f();'],
    ['if ("describe" in globalThis) f();'],
    ['if (process.env.QUALITY_GATES_RUN) f();'],
    ['f(process.env["VxITEST".replace("x", "")]);'],
    ['f(process.env["AVITEST".slice(1)]);'],
    ['f(process.env[[..."TSETIV"].reverse().join("")]);'],
    ['f(process.env[decodeURIComponent("%56ITEST")]);'],
    ['if (process.env.NODE_ENV?.length === 4) f();'],
    ['if (process.env.NODE_ENV.startsWith("te")) f();'],
    ['if (process.env.NODE_ENV[0] === "t") f();'],
    ['if ((import.meta as P).env) f();'],
    ['f(typeof import.meta.env);'],
    ['if (process.listenerCount("message") > 0) f();'],
    ['f(process.report.getReport());'],
    ['if (import.meta.url.endsWith(".ts")) f();'],
    [
      'import { fileURLToPath } from "node:url"; const here = fileURLToPath(import.meta.url); if (here.includes("/src/")) f();',
    ],
    ['if (/src/.test(__filename)) f();'],
  ])('%s', (text) => {
    expect(new Set(rules([source(text)]))).toEqual(new Set(['environment-sniffed']));
  });

  it.each([
    ['if (process.env.NODE_ENV !== "production") f();'],
    ['if (process.env.NODE_ENV.startsWith("prod")) f();'],
    ['f(import.meta.env); f(import.meta.env.VITE_URL);'],
    ['f(new URL("./a.json", import.meta.url)); f(path.join(__dirname, "a"));'],
    ['f(process.env.PORT);'],
    ['log(error.stack);'],
    ['export const test = /a/.test("b");'],
    ['export function f(process: Job) { return process.env.CI; }'],
    ['import { process } from "./jobs.js"; f(process.env.CI);'],
    ['import { env } from "./settings.js"; f(env.CI);'],
    ['enum process { env } f(process.env.CI);'],
    ['declare const process: P; f(process.env.PORT);'],
    ['spawn(a, { env: { ...process.env, CI: "1" } });'],
    ['const env = { ...process.env }; env.CI = "1"; delete env.TEST;'],
    ['const schema = z.parse(process.env); f(schema.PORT);'],
    ['f(process.env[name]);'],
    ['f(import.meta.env.VITE_URL);'],
    ['if ("fetch" in globalThis) f();'],
  ])('is none: %s', (text) => {
    expect(rules([source(text)])).toEqual([]);
  });

  it('is none in programs that read their arguments, and in tests', () => {
    expect(
      rules([source('#!/usr/bin/env node\nf(process.argv[2]); process.exit(0);', '#!/usr/bin/env node\n')]),
    ).toEqual([]);
    expect(found([source('f(process.argv[2]); process.exit(0);')], { isProgram: () => true })).toEqual([]);
    expect(rules([test('f(process.env.CI);', '')])).toEqual([]);
  });
});

describe('code that ends the process', () => {
  it.each([
    ['process.exit(0);'],
    ['const { exit } = process;'],
    ['const p = process; p["ex" + "it"](0);'],
    ['import { abort } from "node:process"; abort();'],
    ['Reflect.get(process, "exit")(0);'],
    ['process.kill(1);'],
    ['declare const process: { exit(code: number): never };\nprocess.exit(0);'],
  ])('%s', (text) => {
    expect(new Set(rules([source(text)]))).toEqual(new Set(['process-ended']));
  });

  it('is found in tests where it is called', () => {
    expect(rules([test('process.exit(0);', '')])).toEqual(['process-ended']);
    expect(rules([test('expect(process.exit).toHaveBeenCalled();', '')])).toEqual([]);
  });
});

describe('what cannot be read', () => {
  it('is said', () => {
    expect(rules([source(`//${'x'.repeat(2 * 1024 * 1024)}`)])).toEqual(['file-not-read']);
    expect(rules([source(`x = ${'['.repeat(100_000)}`)])).toEqual(['file-not-read']);
  });

  it('is said of what goes beyond the number of findings', () => {
    const all = syntaxFindings([source('f(a as any);\n'.repeat(50).replaceAll(/a as/g, () => 'b as'))], {
      isTest,
      basePaths: new Set(),
      candidatePaths: new Set(),
    });
    expect(all).toHaveLength(20);
    expect(all.at(-1)?.message).toContain('and 30 more in this file');
  });
});
