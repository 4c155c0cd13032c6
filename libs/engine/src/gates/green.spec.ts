import { afterEach, expect, it } from '@jest/globals';
import { layCandidate, type GateRig } from '../../../../test/support/gate-rig.js';
import { eslint } from '../tools/eslint.js';
import { tsc } from '../tools/tsc.js';
import { tsup } from '../tools/tsup.js';
import { vitest } from '../tools/vitest.js';
import { judgeBuild } from './build.js';
import { judgeLint } from './lint.js';
import { judgeTestAndCoverage } from './test-and-coverage.js';
import { judgeTypecheck } from './typecheck.js';

let rig: GateRig;
afterEach(() => rig[Symbol.asyncDispose]());

it('passes a green project at every gate, with evidence', async () => {
  rig = await layCandidate();
  const a = await judgeTypecheck(await rig.context(tsc), tsc, await rig.setup(tsc));
  const b = await judgeLint(await rig.context(eslint), eslint, await rig.setup(eslint));
  const c = await judgeTestAndCoverage(await rig.context(vitest), vitest, await rig.setup(vitest), { test: true, coverage: true });
  const d = await judgeBuild(await rig.context(tsup), tsup, await rig.setup(tsup));
  expect([a, b, c.get('test'), c.get('coverage'), d].map((x) => x?.status)).toEqual(Array(5).fill('passed'));
});
