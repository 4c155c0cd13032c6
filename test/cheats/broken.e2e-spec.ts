import type { Stage } from '@quality-gates/contract';
import { BROKEN, BROKEN_NAMES } from './broken.js';
import { BASE_NAMES } from './support/bases.js';
import { openCourt, type Court } from './support/court.js';

const STAGES: Stage[] = ['pre-commit', 'post-commit'];

jest.setTimeout(5 * 60_000);

let court: Court;
beforeAll(async () => {
  court = await openCourt();
});
afterAll(() => court[Symbol.asyncDispose]());

describe.each(STAGES)('at %s', (stage) => {
  it.each(BASE_NAMES)('the base on %s is green', async (base) => {
    const overlays = [{ 'NOTES.md': 'Nothing that matters.\n' }];
    expect(await court.judge({ base, overlays }, stage)).toMatchObject({
      outcome: 'approved',
      scope: 'full',
    });
  });
});

describe('a broken change', () => {
  it.each(BROKEN_NAMES)('is rejected for %s, and for nothing else', async (name) => {
    const { base, change, gate } = BROKEN[name];
    const { gates } = await court.judge({ base, overlays: [change] }, 'post-commit');
    const refused = gates.filter(({ status }) => status !== 'passed').map((one) => one.gate);
    expect(refused).toEqual([gate]);
  });
});
