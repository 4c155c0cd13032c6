import { afterEach, describe, expect, it } from '@jest/globals';
import {
  layCandidate,
  type Edits,
  type GateRig,
  type RigOptions,
} from '../../../../../test/support/gate-rig.js';
import type { ProcessEnd } from '../../process/process-end.js';
import type { TestTool } from '../../tools/tool.js';
import { jestRunner } from '../../tools/jest.js';
import { vitest } from '../../tools/vitest.js';
import { runTests } from '../run-tests.js';
import { judgeCanaries } from './judge-canaries.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

/** A whole run, and what canaries say of it. */
async function fly(tool: TestTool, options: RigOptions) {
  rig = await layCandidate(options);
  const [context, setup] = [await rig.context(tool), await rig.setup(tool)];
  const ran = await runTests(context, tool, setup, { selection: { kind: 'all' } });
  if (ran.kind !== 'ran') throw new Error(`The run gave no report: ${JSON.stringify(ran)}`);
  return {
    code: ran.end.code,
    statuses: [...new Set(ran.report.tests.map(({ status }) => status))],
    canaries: await judgeCanaries(context, tool, setup, ran.report),
  };
}

const TOLD_TRUE = { kind: 'told', worked: true, findings: [] };
const LIED = {
  kind: 'told',
  worked: false,
  findings: expect.arrayContaining([
    // Where reports contradict each other, there is none that can be believed.
    expect.objectContaining({ rule: expect.stringMatching(/^canary-(passed|missing)$/) }),
  ]),
};

/** Source that is wrong, and code before it that makes its tests pass. */
const tampering = (code: string): Edits => ({
  'src/evaluate.test.ts': null,
  'src/operations.ts': `const g: any = globalThis;
${code}
export const add = (a: number, b: number) => a - b;
export const subtract = (a: number, b: number) => a - b;
export const multiply = (a: number, b: number) => a * b;
export function divide(a: number, b: number) {
  if (b === 0) throw new RangeError('Cannot divide by zero.');
  return a / b;
}
`,
});

/** Makes of failures what a condition on the pack allows. */
const flipping = (condition: string, state = 'pass') => `
const truth = g.__vitest_worker__.rpc;
const flip = ([id, result, meta]: any) => {
  const wanted = result?.state === 'fail' && (${condition});
  return wanted ? [id, { ...result, state: '${state}', errors: undefined }, meta] : [id, result, meta];
};
const names = new Map();
const learn = (task: any) => { names.set(task.id, task.name); (task.tasks ?? []).forEach(learn); };
g.__vitest_worker__.rpc = new Proxy(truth, {
  get: (target, key) => {
    if (key === 'onCollected') return (files: any[]) => { files.forEach(learn); return target.onCollected(files); };
    if (key === 'onTaskUpdate') return (packs: any[], events: any[]) => target.onTaskUpdate(packs.map(flip), events);
    return target[key];
  },
});
`;

const TAMPERING: Record<string, Edits> = {
  'what a worker tells': tampering(flipping('true')),
  'what a worker tells of tests that it knows': tampering(
    flipping("['adds', 'operations', 'src/operations.test.ts'].includes(names.get(id))"),
  ),
  'what a worker tells of one file': tampering(
    flipping("g.__vitest_worker__.filepath?.endsWith('operations.test.ts')"),
  ),
  'what a worker tells, where no run has left its mark': tampering(
    `import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
const marks = ['mark', homedir() + '/mark'];
const first = !marks.some((mark) => existsSync(mark));
marks.forEach((mark) => { try { writeFileSync(mark, ''); } catch {} });
${flipping('first')}`,
  ),
  'the shared expect': tampering(
    "g[Symbol.for('expect-global')].extend({ toBe: () => ({ pass: true, message: () => '' }) });",
  ),
  'the shared expect, mindful of not': tampering(
    "g[Symbol.for('expect-global')].extend({ toBe() { return { pass: !(this as any).isNot, message: () => '' }; } });",
  ),
  'the shared expect, for one expected value': tampering(`
g[Symbol.for('expect-global')].extend({
  toBe: (actual: unknown, expected: unknown) => ({ pass: expected === 3 || Object.is(actual, expected), message: () => '' }),
});`),
  'what is equal': tampering('Object.is = () => true;'),
  'setup files': {
    ...tampering(''),
    'vitest.config.ts':
      "export default { test: { include: ['src/**/*.test.ts'], setupFiles: ['./setup.ts'] } };\n",
    'setup.ts':
      "import { expect } from 'vitest';\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n",
  },
};

const MATCHERS = [
  'expect(1).toBe(1);',
  'expect(NaN).toBe(NaN);',
  'expect({ a: 1 }).toEqual({ a: 1 });',
  'expect({ a: 1 }).toEqual(expect.anything());',
  'expect([1]).toStrictEqual([1]);',
  'expect(1).toBeTruthy();',
  'expect(0).toBeFalsy();',
  'expect(null).toBeNull();',
  'expect(undefined).toBeUndefined();',
  'expect(1).toBeDefined();',
  'expect(NaN).toBeNaN();',
  'expect(0.1 + 0.2).toBeCloseTo(0.3);',
  'expect(2).toBeGreaterThan(1);',
  'expect(2).toBeLessThanOrEqual(2);',
  'expect(new Error()).toBeInstanceOf(Error);',
  "expect('a').toBeTypeOf('string');",
  'expect([1, 2]).toContain(1);',
  'expect([{ a: 1 }]).toContainEqual({ a: 1 });',
  'expect([1]).toHaveLength(1);',
  "expect({ a: 1 }).toHaveProperty('a', 1);",
  "expect('abc').toMatch(/b/);",
  'expect({ a: 1, b: 2 }).toMatchObject({ a: 1 });',
  "expect(() => { throw new Error('x'); }).toThrow('x');",
  'expect(() => {}).not.toThrow();',
  'await expect(Promise.resolve(1)).resolves.toBe(1);',
  "await expect(Promise.reject(new Error('x'))).rejects.toThrow('x');",
  'const spy = vi.fn(); spy(1); expect(spy).toHaveBeenCalledWith(1);',
  'const spy = vi.fn(); expect(spy).not.toHaveBeenCalled();',
  'expect.assertions(1); expect(1).toBe(1);',
  'vi.useFakeTimers(); expect(1).toBe(1); vi.useRealTimers();',
  'expect(1).to.equal(1);',
  'expect({ a: 1 }).to.deep.equal({ a: 1 });',
  'expect(true).to.be.true;',
  "expect('a').to.be.a('string');",
  "assert.equal(1, '1');",
  'assert.strictEqual(1, 1);',
  'assert.notEqual(1, 2);',
  'assert.deepStrictEqual({ a: 1 }, { a: 1 });',
  "assert.match('a', /a/);",
  'assert(1);',
];
const MANY = [
  "import assert from 'node:assert';\nimport { expect, it, vi } from 'vitest';",
  ...MATCHERS.map((code, index) => `it('m${index}', async () => { ${code} });`),
].join('\n');
const SHARED = `import { afterEach, describe, expect, it } from 'vitest';
let count = 0;
it('counts', () => {
  count += 1;
  expect(count).not.toBe(2);
  count += 1;
});
it('goes on', () => {
  count += 1;
  expect(count).not.toBe(2);
});
describe('in order', () => {
  let failed = false;
  afterEach((context) => { failed ||= context.task.result?.state === 'fail'; });
  it('one', () => { expect(1).toBe(1); });
  it('two', (context) => { context.skip(failed); expect(1).toBe(1); });
});
`;

describe('canaries of Vitest', () => {
  it('are all reported as failed by a runner that tells the truth', async () => {
    const { canaries } = await fly(vitest, {});
    expect(canaries).toMatchObject({ ...TOLD_TRUE, evidence: { kind: 'canaries-failed', count: 8 } });
  });

  it('are reported as failed whichever matcher they turn', async () => {
    const { statuses, canaries } = await fly(vitest, { candidate: { 'src/many.test.ts': MANY } });
    expect(statuses).toEqual(['passed']);
    expect(canaries).toMatchObject({ ...TOLD_TRUE, evidence: { count: 8 + MATCHERS.length } });
  });

  it('are forgiven where what one leaves undone lets the next hold, or where the rest is skipped', async () => {
    const { statuses, canaries } = await fly(vitest, { candidate: { 'src/shared.test.ts': SHARED } });
    expect(statuses).toEqual(['passed']);
    expect(canaries).toMatchObject(TOLD_TRUE);
  });

  it('blame nobody where the base cannot report them either', async () => {
    const { canaries } = await fly(vitest, {
      candidate: tampering(flipping('true')),
      ofBase: { tests: [], canaries: false },
    });
    expect(canaries).toMatchObject({ kind: 'told', worked: false, findings: [] });
  });

  it('are added where no test can be turned', async () => {
    const rest = { 'src/operations.test.ts': null, 'src/parse.test.ts': null };
    const { canaries } = await fly(vitest, { candidate: rest });
    expect(canaries).toMatchObject({ ...TOLD_TRUE, evidence: { count: 1 } });
  });

  it('are missed where failures are told as skipped', async () => {
    const { statuses, canaries } = await fly(vitest, { candidate: tampering(flipping('true', 'skip')) });
    expect(statuses.toSorted()).toEqual(['passed', 'skipped']);
    expect(canaries).toMatchObject({ worked: false, findings: [{ rule: 'canary-missing' }] });
  });

  it.each(Object.entries(TAMPERING))('tell of tampering with %s', async (_, candidate) => {
    const { statuses, code, canaries } = await fly(vitest, { candidate });
    // Without canaries nobody would know.
    expect({ statuses, code }).toEqual({ statuses: ['passed'], code: 0 });
    expect(canaries).toMatchObject(LIED);
  });
});

describe('a run of canaries', () => {
  const output = { stdout: '', stderr: '', durationMs: 1 };
  const flown = async (end: ProcessEnd) => {
    rig = await layCandidate();
    const context = await rig.context(vitest);
    const elsewhere = () =>
      Promise.resolve({
        place: context.place,
        run: () => Promise.resolve(end),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    const passed = {
      file: 'src/parse.test.ts',
      title: 'parse reads an expression',
      status: 'passed' as const,
    };
    const tests = [{ ...passed, name: passed.title, messages: [] }];
    return judgeCanaries({ ...context, elsewhere }, vitest, await rig.setup(vitest), {
      kind: 'report',
      tests,
      errors: [],
    });
  };

  it('that leaves no report is held against the change', async () => {
    expect(await flown({ how: 'exited', code: 0, ...output })).toMatchObject({
      worked: false,
      findings: [{ rule: 'canary-missing', message: expect.stringContaining('left no report') }],
    });
  });

  it('that a limit ends tells nothing', async () => {
    expect(await flown({ how: 'timed-out', timeoutMs: 1000, ...output })).toMatchObject({
      kind: 'untold',
      answer: { status: 'inconclusive', reason: 'timed-out' },
    });
  });
});

const JEST: Edits = {
  'package.json': '{ "scripts": { "test": "jest" }, "devDependencies": { "jest": "*" } }',
  'src/operations.ts': null,
  'src/operations.test.ts': null,
  'src/parse.ts': null,
  'src/parse.test.ts': null,
  'src/evaluate.ts': null,
  'src/evaluate.test.ts': null,
  'src/index.ts': null,
  'src/types.ts': null,
  'src/add.js': 'exports.add = (a, b) => a + b;\n',
  'src/add.test.js':
    "const { add } = require('./add.js');\ntest('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n",
};
const tamperingJest = (code: string): Edits => ({
  'src/add.js': `${code}\nexports.add = (a, b) => a - b;\n`,
});

describe('canaries of Jest', () => {
  it('are all reported as failed by a runner that tells the truth', async () => {
    const { canaries } = await fly(jestRunner, { base: JEST });
    expect(canaries).toMatchObject({ ...TOLD_TRUE, evidence: { count: 1 } });
  });

  it('end with their report, whatever a test that failed has left open', async () => {
    const open =
      "test('serves', async () => {\n  const server = require('node:http').createServer().listen(0);\n  expect(server).toBeDefined();\n  await new Promise((done) => server.close(done));\n});\n";
    const { statuses, canaries } = await fly(jestRunner, {
      base: JEST,
      candidate: { 'src/add.test.js': open },
    });
    expect(statuses).toEqual(['passed']);
    expect(canaries).toMatchObject({ ...TOLD_TRUE, evidence: { count: 1 } });
  });

  it.each([
    ['the matchers', 'expect.extend({ toBe: () => ({ pass: true, message: () => "" }) });'],
    ['what is equal', 'Object.is = () => true;'],
    [
      'the state of the runner',
      "const [key] = Object.getOwnPropertySymbols(globalThis).filter((one) => String(one).includes('JEST_STATE_SYMBOL'));\nconst state = globalThis[key];\nconst clear = (block) => { block.tests.forEach((test) => { test.errors.push = () => 0; }); block.children.forEach((child) => child.type === 'describeBlock' && clear(child)); };\nsetTimeout; beforeAll(() => clear(state.rootDescribeBlock));",
    ],
  ])('tell of tampering with %s', async (_, code) => {
    const {
      statuses,
      code: ended,
      canaries,
    } = await fly(jestRunner, {
      base: JEST,
      candidate: tamperingJest(code),
    });
    expect({ statuses, ended }).toEqual({ statuses: ['passed'], ended: 0 });
    expect(canaries).toMatchObject(LIED);
  });
});
