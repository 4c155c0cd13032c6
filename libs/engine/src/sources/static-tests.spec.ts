import { staticTests, type StaticTest } from './static-tests.js';

const read = (text: string, path = 'a.test.ts') => staticTests(path, text);
const only = (text: string): StaticTest => {
  const tests = read(text);
  expect(tests).toHaveLength(1);
  const [test] = tests;
  if (test === undefined) throw new Error('no test');
  return test;
};
const assertions = (body: string) =>
  only(`it('a', async (t) => { ${body} })`).assertions.map(
    ({ actual, matcher, expected, nesting, awaited }) =>
      `${nesting}${awaited ? ' awaited' : ''}: ${matcher}(${actual} | ${expected.join(', ')})`,
  );

describe('the tests of a file', () => {
  it('have titles, suites and places', () => {
    const text = `describe('a', () => {\n  describe("b" + 1, () => {\n    it(\`c\`, () => {});\n  });\n});\n`;
    const test = only(text);
    expect(test).toMatchObject({
      title: 'c',
      suites: ['a', 'b1'],
      modifiers: [],
      dynamic: false,
      range: { startLine: 3, startColumn: 5 },
    });
    expect(text.slice(test.range.start, test.range.end)).toBe('it(`c`, () => {})');
    expect(text.slice(test.callback?.start, test.callback?.end)).toBe('() => {}');
  });

  it.each([
    [`it.skip('a', () => {})`, ['skip']],
    [`xit('a', () => {})`, ['skip']],
    [`fit('a', () => {})`, ['only']],
    [`it['skip']('a', () => {})`, ['skip']],
    [`test.todo('a')`, ['todo']],
    [`it('a')`, []],
    [`test.concurrent.fails('a', async () => {})`, ['concurrent', 'fails']],
    [`it.skipIf(ci)('a', () => {})`, ['skipIf']],
    [`it.runIf(ci)('a', () => {})`, ['runIf']],
    [`it('a', { skip: true }, () => {})`, ['skip']],
    [`it('a', { skip: !process.env.X }, () => {})`, ['skipIf']],
    [`it('a', { timeout: 5 }, () => {})`, []],
    [`describe.skip('s', () => { it('a', () => {}) })`, ['skip']],
    [`describe.only('s', () => { it.skip('a', () => {}) })`, ['only', 'skip']],
    [`import { it as spec } from 'vitest'; spec.only('a', () => {})`, ['only']],
    [`import * as v from 'vitest'; v.it.only('a', () => {})`, ['only']],
    [`import run from 'node:test'; run.skip('a', () => {})`, ['skip']],
    [`const { test: t } = require('node:test'); t.only('a', () => {})`, ['only']],
    [`const mine = test.extend({ x: 1 }); mine.skip('a', () => {})`, ['skip']],
    [`const maybe = process.env.CI ? it.skip : it; maybe('a', () => {})`, ['skip', 'runIf']],
    [`if (x) { it('a', () => {}) }`, ['if']],
    [`x && it('a', () => {})`, ['if']],
    [`describe('s', () => { if (x) return; it('a', () => {}) })`, ['if']],
    [`function body() { expect(1).toBe(1) } it('a', body)`, []],
  ])('%s', (text, modifiers) => {
    expect(only(text)).toMatchObject({ title: 'a', modifiers });
  });

  it.each([
    [`it.each([1, 2])('a %i', (n) => {})`, 'a %i'],
    ['it.each`x\n${1}`("a $x", ({ x }) => {})', 'a $x'],
    [`for (const n of [1]) it('a', () => {})`, 'a'],
    [`[1].forEach((n) => { it('a', () => {}) })`, 'a'],
    ['it(`a ${n}`, () => {})', undefined],
  ])('may stand for several: %s', (text, title) => {
    const test = only(text);
    expect(test.dynamic).toBe(true);
    expect(test.title).toBe(title);
  });

  it('are none where nothing is registered', () => {
    expect(
      read(`/it/.test('a'); const t = test.extend({}); it.each([1]); suite.name; foo.test('a', () => {})`),
    ).toEqual([]);
    expect(read(`// it('a', () => {})\n/* it('b', () => {}) */ const s = "it('c', () => {})"`)).toEqual([]);
  });

  it('stand below tests as well', () => {
    const tests = read(
      `import test from 'node:test'; test('a', async (t) => { await t.test('b', () => { assert.ok(x) }) })`,
    );
    expect(tests.map(({ suites, title, assertions }) => [suites, title, assertions.length])).toEqual([
      [[], 'a', 0],
      [['a'], 'b', 1],
    ]);
  });

  it('are the same whatever their titles, comments and formatting', () => {
    const [one, two, other] = read(`
      it('a', (x) => { expect(f("1", { 'k': 1 })).toBe(2); });
      it('b', x => {
        // why
        expect(
          f('1', { k: 1, }),
        ).toBe(2)
      });
      it('c', (x) => { expect(f('1', { k: 2 })).toBe(2); });`);
    expect(one?.digest).toBe(two?.digest);
    expect(one?.digest).not.toBe(other?.digest);
    expect(one?.tokens.length).toBeGreaterThan(10);
  });

  it('are none in a file that is too large or too deep to be parsed', () => {
    const test = `it('a', () => {});`;
    expect(read(`${test}\n//${'x'.repeat(2 * 1024 * 1024)}`)).toEqual([]);
    expect(read(`${test}\nx = ${'['.repeat(200_000)}`)).toEqual([]);
  });

  it.each([
    ['if (x) return; expect(1).toBe(1);', 'conditionally'],
    ['if (x) { t.skip(); } expect(1).toBe(1);', 'conditionally'],
    ['t.skip(); expect(1).toBe(1);', 'always'],
    ['return; expect(1).toBe(1);', 'always'],
    ['expect(1).toBe(1); return undefined;', 'no'],
    ['const f = () => { if (x) return; }; expect(f()).toBe(1);', 'no'],
  ])('say whether they may end before their assertions: %s', (body, leaves) => {
    expect(only(`it('a', (t) => { ${body} })`).leaves).toBe(leaves);
  });
});

describe('the assertions of a test', () => {
  it.each([
    ['expect(f(1)).toBe(2);', 'direct: toBe(f ( 1 ) | 2)'],
    ['expect(x).not.toBe(2);', 'direct: not.toBe(x | 2)'],
    ['await expect(p).resolves.toEqual({ a: 1 });', 'direct awaited: resolves.toEqual(p | { a : 1 })'],
    ['expect(p).rejects.toThrow();', 'direct: rejects.toThrow(p | )'],
    ['return expect(p).rejects.toThrow("x");', 'direct awaited: rejects.toThrow(p | "x")'],
    ['expect.soft(x).toBe(1);', 'direct: toBe(x | 1)'],
    ['expect(x).to.be.equal(1);', 'direct: equal(x | 1)'],
    ['expect(x).to.be.true;', 'direct: true(x | )'],
    ['expect(x);', 'direct: (x | )'],
    ['expect(x).toBe;', 'direct: (x | )'],
    ['expect(x).not;', 'direct: (x | )'],
    ['expectTypeOf(x).toEqualTypeOf<number>();', 'direct: toEqualTypeOf(x | number)'],
    ['expect.assertions(2);', 'direct: expect.assertions( | 2)'],
    ['assert(x, "message");', 'direct: assert(x | )'],
    ['assert.strictEqual(x, 1, "message");', 'direct: assert.strictEqual(x | 1)'],
    ['assert.strict.deepEqual(x, [1]);', 'direct: assert.deepEqual(x | [ 1 ])'],
    ['t.assert.equal(x, 1);', 'direct: assert.equal(x | 1)'],
    ['t.is(x, 1);', 'direct: assert.is(x | 1)'],
    ['U.deepStrictEqual(x, 1);', 'direct: assert.deepStrictEqual(x | 1)'],
    ['x.should.equal(1);', 'direct: should.equal(x | 1)'],
    [
      'await request(app).get("/").expect(200);',
      'direct awaited: expect(request ( app ) . get ( "/" ) | 200)',
    ],
    ['expectValid(x, 1);', 'direct: expectValid(x | 1)'],
    ['if (a) expect(x).toBe(1);', 'conditional: toBe(x | 1)'],
    ['a && expect(x).toBe(1);', 'conditional: toBe(x | 1)'],
    ['if (a) return; expect(x).toBe(1);', 'conditional: toBe(x | 1)'],
    ['try { expect(x).toBe(1); } catch {}', 'caught: toBe(x | 1)'],
    ['try { expect(x).toBe(1); } catch (e) { log(e); throw e; }', 'direct: toBe(x | 1)'],
    ['try { expect(x).toBe(1); } finally { close(); }', 'direct: toBe(x | 1)'],
    ['for (const x of xs) expect(x).toBe(1);', 'loop: toBe(x | 1)'],
    ['xs.forEach((x) => expect(x).toBe(1));', 'loop awaited: toBe(x | 1)'],
    ['p.then(() => { expect(x).toBe(1); });', 'callback: toBe(x | 1)'],
    ['await expect(p).resolves.toBe(1).catch(() => {});', 'caught awaited: resolves.toBe(p | 1)'],
    ['await Promise.all([expect(p).resolves.toBe(1)]);', 'direct awaited: resolves.toBe(p | 1)'],
  ])('%s', (body, expected) => {
    expect(assertions(body)).toEqual([expected]);
  });

  it('are found where they are imported under other names', () => {
    const found = only(`
      import { equal as same } from 'node:assert/strict';
      import { expect as e } from 'vitest';
      it('a', () => { same(x, 1); e(y).toBe(2); })`).assertions;
    expect(found.map(({ matcher, actual }) => [matcher, actual])).toEqual([
      ['assert.equal', 'x'],
      ['toBe', 'y'],
    ]);
  });

  it('are not the values that describe what is expected', () => {
    expect(assertions('expect(x).toEqual({ a: expect.any(Number) });')).toEqual([
      'direct: toEqual(x | { a : expect . any ( Number ) })',
    ]);
  });
});
