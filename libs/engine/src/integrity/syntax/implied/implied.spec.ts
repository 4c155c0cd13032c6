import { syntaxFindings } from '../syntax-findings.js';

const titled = (body: string) => `import { a } from './a.js';\nit('adds', async () => { ${body} });\n`;

/** The rules of what is found where the body of a test is another than on the base. */
function edited(before: string, after: string): string[] {
  return syntaxFindings([{ path: 'src/a.test.ts', before: titled(before), after: titled(after) }], {
    isTest: () => true,
    basePaths: new Set(['src/a.test.ts']),
    candidatePaths: new Set(['src/a.test.ts']),
  }).map(({ rule }) => rule);
}

describe('an assertion that says the same in other words', () => {
  it.each([
    ["expect(a().includes('b')).toBe(true);", "expect(a()).toContain('b');"],
    ["expect(a().includes('b')).toBe(false);", "expect(a()).not.toContain('b');"],
    ["expect(a().startsWith('b')).toBe(true);", 'expect(a()).toMatch(/^b/);'],
    ['expect(/^b+$/.test(a())).toBe(true);', 'expect(a()).toMatch(/^b+$/);'],
    ['expect(a().length > 0).toBe(true);', 'expect(a().length).toBeGreaterThan(0);'],
    ['expect(a() === 3).toBe(true);', 'expect(a()).toBe(3);'],
    ['expect(a() instanceof Map).toBe(true);', 'expect(a()).toBeInstanceOf(Map);'],
    ['expect(a().length).toBe(2);', 'expect(a()).toHaveLength(2);'],
    ['expect(a().b).toBe(2);', "expect(a()).toHaveProperty('b', 2);"],
    ['expect(a.mock.calls.length).toBe(2);', 'expect(a).toHaveBeenCalledTimes(2);'],
    ["expect(a).toHaveBeenCalledWith('b', 1);", "expect(a.mock.calls).toContainEqual(['b', 1]);"],
    [
      "expect(a).toHaveBeenCalledWith('b');",
      "expect(a).toHaveBeenNthCalledWith(1, 'c'); expect(a).toHaveBeenNthCalledWith(2, 'b');",
    ],
    ["expect(a).toHaveBeenCalledWith('b');", "expect(a).toHaveBeenLastCalledWith('b');"],
    ['const found = a(); expect(found.length).toBe(2);', 'expect(a()).toHaveLength(2);'],
    ['const found = await a(); expect(found.length).toBe(2);', 'await expect(a()).resolves.toHaveLength(2);'],
  ])('%s', (before, after) => {
    expect(edited(before, after)).toEqual([]);
  });
});

describe('a bound', () => {
  it.each([
    ['expect(a()).toBeLessThan(9);', 'expect(a()).toBeLessThan(5);', []],
    ['expect(a()).toBeGreaterThanOrEqual(-1_000);', 'expect(a()).toBeGreaterThanOrEqual(0.5);', []],
    ['expect(a()).toBeLessThan(5);', 'expect(a()).toBeLessThan(9);', ['expectation-changed']],
    ['expect(a()).toBeGreaterThan(1);', 'expect(a()).toBeGreaterThan(-1);', ['expectation-changed']],
    ['expect(a()).not.toBeLessThan(9);', 'expect(a()).not.toBeLessThan(5);', ['expectation-changed']],
    ['expect(a()).toBeLessThan(9);', 'expect(a()).toBeLessThan(b());', ['expectation-changed']],
  ])('may be drawn tighter, and not wider: %s %s', (before, after, rules) => {
    expect(edited(before, after)).toEqual(rules);
  });
});

describe('an assertion of a part of what is now written out', () => {
  it.each([
    ["expect(a().b).toBe(1); expect(a().c).toBe('d');", "expect(a()).toEqual({ b: 1, c: 'd' });"],
    ['const found = a(); expect(found.b).toBe(1);', 'expect(a()).toEqual({ b: 1 });'],
    ['const found = await a(); expect(found.b).toBe(1);', 'expect((await a())).toEqual({ b: 1 });'],
    [
      'expect(a().length).toBe(2); expect(a()[0]).toBe(1); expect(a()[1]?.b).toBe(2);',
      'expect(a()).toEqual([1, { b: 2 }]);',
    ],
    [
      "expect(a().startsWith('He')).toBe(true); expect(a()).toContain('Ada');",
      "expect(a()).toBe('Hello, Ada');",
    ],
    ['expect(a().b).toBe(1); expect(a().c).toBe(2);', 'expect(a()).toMatchObject({ b: 1, c: 2 });'],
    ['expect(a().b).toBe(first);', 'expect(a()).toEqual({ b: first });'],
    ["expect(a()?.message).toBe('b');", "expect(a()).toEqual(new Error('b'));"],
    ['expect(a().b).toBeNull();', 'expect(a()).toStrictEqual({ b: null });'],
    [
      'expect(a).toHaveBeenCalledTimes(2); expect(a).toHaveBeenCalledWith(2);',
      'expect(a.mock.calls).toEqual([[1], [2]]);',
    ],
    ['expect(a()).toMatchInlineSnapshot(`"b"`);', "expect(a()).toBe('b');"],
    ['expect(a()).toMatchInlineSnapshot(`\n  "b\n  c"\n`);', String.raw`expect(a()).toBe('b\nc');`],
  ])('%s', (before, after) => {
    expect(edited(before, after)).toEqual([]);
  });
});

describe('an assertion that is not implied', () => {
  it.each([
    ['expect(a().b).toBe(1);', 'expect(a()).toEqual({ b: 2 });'],
    ['expect(a().b).toBe(1); expect(a().c).toBe(2);', 'expect(a()).toEqual({ b: 1, c: expect.anything() });'],
    ['expect(a().c).toBe(2); expect(a().b).toBe(1);', 'expect(a()).toMatchObject({ b: 1 });'],
    [
      'expect(a().list.length).toBe(1); expect(a().b).toBe(1);',
      'expect(a()).toMatchObject({ b: 1, ...more });',
    ],
    ['expect(a().b).toBe(first); expect(a().c).toBe(1);', 'expect(a()).toEqual({ b: second, c: 1 });'],
    ["expect(a(1).b).toBe('x'); expect(a(2).b).toBe('x');", "expect(a(1)).toEqual({ b: 'x' });"],
    ['expect(a()).toBe(0); reset(); expect(a()).toBe(0);', 'expect(a()).toBe(0); reset();'],
    ['expect(a().b).toBe(0); reset(); expect(a().b).toBe(0);', 'expect(a()).toEqual({ b: 0 }); reset();'],
    [
      'expect(a()).toEqual({ b: 0 }); reset(); expect(a().b).toBe(0);',
      'expect(a()).toEqual({ b: 0 }); reset();',
    ],
    ['expect(a().b).toBe(1);', 'if (a()) expect(a()).toEqual({ b: 1 });'],
    ['expect(a().b).toBe(1);', 'try { expect(a()).toEqual({ b: 1 }); } catch {}'],
    ['expect(a().b).toBe(1);', 'expect({ b: 1 }).toEqual({ b: 1 });'],
    ['expect(a()).toMatchInlineSnapshot(`"b"`);', "expect(a()).toBe('c');"],
    ["expect(a).toHaveBeenCalledWith('b');", "expect(a).toHaveBeenNthCalledWith(1, 'c');"],
    ["expect(a).not.toHaveBeenCalledWith('b');", "expect(a).not.toHaveBeenNthCalledWith(1, 'b');"],
    ["expect(a().message).toBe('b');", "expect(a()).toEqual(new Error('c'));"],
    ['expect(a().b).toBe(2);', "expect(a()).toHaveProperty('b');"],
    ['expect(a().b).toBe(2);', "expect(a()).toHaveProperty('b', 3);"],
    ["expect(a().message).toBe('b');", "expect(a()).toEqual(new OwnError('b'));"],
    ["expect(a().includes('b')).toBe(true);", "expect(a()).not.toContain('b');"],
  ])('%s', (before, after) => {
    expect(edited(before, after)).not.toEqual([]);
  });

  it('runs no pattern, which may never end', () => {
    const before = 'expect(a().b).toMatch(/^(a+)+$/); expect(a().c).toBe(1);';
    const after = `expect(a()).toEqual({ b: '${'a'.repeat(40)}!', c: 1 });`;
    expect(edited(before, after)).not.toEqual([]);
  });
});

describe('a snapshot in a file of its own', () => {
  const snapshot = (text: string) => `exports[\`adds 1\`] = \`${text}\`;\n`;
  const replaced = (text: string, after: string) =>
    syntaxFindings(
      [
        { path: 'src/a.test.ts', before: titled('expect(a()).toMatchSnapshot();'), after: titled(after) },
        { path: 'src/__snapshots__/a.test.ts.snap', before: snapshot(text) },
      ],
      {
        isTest: (path) => path.endsWith('.test.ts'),
        basePaths: new Set(['src/a.test.ts', 'src/__snapshots__/a.test.ts.snap']),
        candidatePaths: new Set(['src/a.test.ts']),
      },
    ).map(({ rule }) => rule);

  it.each([
    ['"b"', "expect(a()).toBe('b');"],
    ['3', 'expect(a()).toEqual(3);'],
    ['\n"b\nc"\n', String.raw`expect(a()).toBe('b\nc');`],
  ])('may give way to the value %j that it recorded', (text, after) => {
    expect(replaced(text, after)).toEqual([]);
  });

  it.each([
    ['"b"', "expect(a()).toBe('c');"],
    ['"b"', "expect(other()).toBe('b');"],
    ['"b"', "expect(a()).toMatchSnapshot(); expect(a()).toBe('b');"],
    ['"b"', 'expect(a()).toMatchSnapshot();'],
    ['"b"', "if (a()) expect(a()).toBe('b');"],
    ['"b"', "expect(a()).not.toBe('b');"],
  ])('%s does not give way to less: %s', (text, after) => {
    expect(replaced(text, after)).not.toEqual([]);
  });
});
