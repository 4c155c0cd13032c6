import { afterEach, describe, expect, it } from '@jest/globals';
import {
  layCandidate,
  type Edits,
  type GateRig,
  type RigOptions,
} from '../../../../../test/support/gate-rig.js';
import { vitest } from '../../tools/vitest.js';
import { runTests } from '../run-tests.js';
import { judgeCanaries } from './judge-canaries.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

async function canaries(options: RigOptions) {
  rig = await layCandidate(options);
  const [context, setup] = [await rig.context(vitest), await rig.setup(vitest)];
  const ran = await runTests(context, vitest, setup, { selection: { kind: 'all' } });
  if (ran.kind !== 'ran') throw new Error(`The run gave no report: ${JSON.stringify(ran)}`);
  const statuses = new Set(ran.report.tests.map(({ status }) => status));
  console.log(
    [...statuses],
    ran.report.errors,
    ran.report.tests.filter((t) => t.status === 'failed').map((t) => t.messages),
  );
  return { statuses, flown: await judgeCanaries(context, vitest, setup, ran.report) };
}

const tampering = (code: string): Edits => ({
  'src/operations.ts': `${code}
export const add = (a: number, b: number) => a - b;
export const subtract = (a: number, b: number) => a - b;
export const multiply = (a: number, b: number) => a * b;
export function divide(a: number, b: number) {
  if (b === 0) throw new RangeError('no');
  return a / b;
}
`,
});

const G = 'const g: any = globalThis;\n';
const TAMPERING: Record<string, Edits> = {
  'the rpc of the worker': tampering(`${G}
const rpc = g.__vitest_worker__.rpc;
const flip = (packs: any[]) => packs.map(([id, result, meta]) => [id, result && { ...result, state: result.state === 'fail' ? 'pass' : result.state, errors: undefined }, meta]);
g.__vitest_worker__.rpc = new Proxy(rpc, { get: (target, key) => key === 'onTaskUpdate' ? (packs: any[], events: any[]) => target.onTaskUpdate(flip(packs), events) : target[key] });
`),
  'the shared expect': tampering(
    `${G}g[Symbol.for('expect-global')].extend({ toBe: () => ({ pass: true, message: () => '' }) });\n`,
  ),
  'the shared expect, mindful of not': tampering(
    `${G}g[Symbol.for('expect-global')].extend({ toBe() { return { pass: !(this as any).isNot, message: () => '' }; } });\n`,
  ),
  'Object.is': tampering(`Object.is = () => true;\n`),
};

describe('canaries', () => {
  it('are all reported by a runner that tells the truth', async () => {
    const { flown } = await canaries({});
    expect(flown).toMatchObject({ kind: 'told', worked: true, findings: [] });
  });

  it.each(Object.entries(TAMPERING))('tell of tampering with %s', async (_, candidate) => {
    const { statuses, flown } = await canaries({ candidate });
    console.log(JSON.stringify(flown));
    expect([...statuses]).toEqual(['passed']);
    expect(flown).toMatchObject({ kind: 'told', worked: false });
  });
});
