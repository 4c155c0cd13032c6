import { afterEach, describe, expect, it } from '@jest/globals';
import { layCandidate, type GateRig, type RigOptions } from '../../../../test/support/gate-rig.js';
import { tsup } from '../tools/tsup.js';
import { judgeBuild } from './build.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

async function build(options: RigOptions) {
  rig = await layCandidate(options);
  return judgeBuild(await rig.context(tsup), tsup, await rig.setup(tsup));
}

/** Bundles without declarations, which take most of the time. */
const QUICK = { 'tsup.config.ts': "export default { entry: ['src/index.ts'], format: ['esm'] };\n" };
const manifest = (fields: object) =>
  JSON.stringify({ name: 'x', type: 'module', devDependencies: { tsup: '*', typescript: '*' }, ...fields });

describe('build', () => {
  it('passes a bundle with declarations whose entry points load', async () => {
    expect(await build({})).toMatchObject({
      status: 'passed',
      evidence: [
        { kind: 'files-built', count: 4 },
        { kind: 'entry-points', count: 4 },
      ],
      findings: [],
    });
  });

  it('locates what the bundler cannot resolve', async () => {
    const answer = await build({
      base: QUICK,
      candidate: { 'src/index.ts': "export const a = 1;\nexport * from './gone.js';\n" },
    });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [
        {
          rule: 'build-error',
          file: 'src/index.ts',
          range: { startLine: 2, startColumn: 15 },
          introduced: true,
        },
      ],
      reproduce: 'npx tsup',
    });
  });

  it('locates what the declarations cannot say', async () => {
    const answer = await build({ candidate: { 'src/index.ts': 'export const one: string = 1;\n' } });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: expect.arrayContaining([
        expect.objectContaining({
          rule: 'TS2322',
          file: 'src/index.ts',
          range: expect.objectContaining({ startLine: 1 }),
        }),
      ]),
    });
  });

  it('misses an entry point that the manifest declares', async () => {
    const answer = await build({
      base: QUICK,
      candidate: { 'package.json': manifest({ main: './dist/main.js', exports: { './*': './dist/*.js' } }) },
    });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [
        { rule: 'entry-missing', file: 'package.json', message: expect.stringContaining('dist/main.js') },
      ],
    });
  });

  it.each([
    ['throws', "throw new Error('not today');", 'not today'],
    ['ends the process', 'process.exit(0);', 'does not load'],
  ])('refuses an entry point that %s when loaded', async (_, text, shown) => {
    const answer = await build({
      base: QUICK,
      candidate: {
        'package.json': manifest({ exports: './dist/index.js' }),
        'src/index.ts': `${text}\nexport const a = 1;\n`,
      },
    });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'entry-does-not-load', message: expect.stringContaining(shown) }],
    });
  });

  it('does not load entry points where the policy says so, but still wants them there', async () => {
    const answer = await build({
      base: QUICK,
      candidate: {
        'package.json': manifest({ exports: './dist/index.js' }),
        'src/index.ts': "throw new Error('needs a browser');\n",
      },
      policy: { build: { load: false } },
    });
    expect(answer).toMatchObject({ status: 'passed' });
  });

  it('checks the syntax of a command without running it', async () => {
    const bin = {
      'package.json': manifest({ bin: './bin.js' }),
      'src/index.ts': 'export {};\nconsole.log(1);\n',
    };
    expect(
      await build({
        base: QUICK,
        candidate: { ...bin, 'bin.js': '#!/usr/bin/env node\nprocess.exit(3);\n' },
      }),
    ).toMatchObject({ status: 'passed' });
    await rig?.dispose();
    expect(
      await build({ base: QUICK, candidate: { ...bin, 'bin.js': '#!/usr/bin/env node\nconst = 1;\n' } }),
    ).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'entry-does-not-load', file: 'bin.js', range: { startLine: 2 } }],
    });
  });

  it('refuses a configuration that ends the process, though an earlier build lies in the tree', async () => {
    const answer = await build({
      candidate: {
        'tsup.config.ts': 'process.exit(0);\n',
        'dist/index.js': 'export {};',
        'dist/index.cjs': '',
        'dist/index.d.ts': '',
        'dist/index.d.cts': '',
      },
    });
    expect(answer).toMatchObject({ status: 'failed', findings: [{ rule: 'no-evidence' }] });
  });

  it('refuses a configuration that throws, and shows why', async () => {
    const answer = await build({ candidate: { 'tsup.config.ts': "throw new Error('not today');\n" } });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'no-report', message: expect.stringContaining('not today') }],
    });
  });
});
