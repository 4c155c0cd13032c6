import { afterEach, describe, expect, it } from '@jest/globals';
import { layCandidate, type Edits, type GateRig } from '../../../../test/support/gate-rig.js';
import { eslint, type EslintSetup } from './eslint.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

async function lint(candidate: Edits) {
  rig = await layCandidate({ candidate });
  const { place, tool, run } = await rig.context(eslint);
  const end = await run(eslint.command(tool, (await rig.setup(eslint)) as EslintSetup, place));
  if (end.how !== 'exited') throw new Error(`ESLint did not end by itself: ${end.how}`);
  return { code: end.code, report: await eslint.read(end, place) };
}

describe('a run of ESLint', () => {
  it('tells how many problems comments hide', async () => {
    const { report } = await lint({
      'src/added.ts': '// eslint-disable-next-line no-var\nexport var one = 1;\n',
    });
    expect(report).toMatchObject({ kind: 'report', findings: [], suppressed: 1 });
  });

  it('names what it linted in order', async () => {
    const { report } = await lint({});
    const linted = report.kind === 'report' ? report.lintedFiles : [];
    expect(linted).toEqual([...linted].sort());
    expect(linted).toContain('src/parse.ts');
  });

  it('lets what a list of suppressions names be mended', async () => {
    const { code, report } = await lint({
      'eslint-suppressions.json': '{ "src/parse.ts": { "no-var": { "count": 1 } } }',
    });
    expect({ code, report }).toMatchObject({ code: 0, report: { kind: 'report', findings: [] } });
  });
});
