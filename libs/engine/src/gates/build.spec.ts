import { afterEach, describe, expect, it } from '@jest/globals';
import { layCandidate, type GateRig, type RigOptions } from '../../../../test/support/gate-rig.js';
import { tscBuild } from '../tools/tsc-build.js';
import type { BuildTool } from '../tools/tool.js';
import { tsup } from '../tools/tsup.js';
import { viteBuild } from '../tools/vite-build.js';
import { judgeBuild } from './build.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

async function build(options: RigOptions, tool: BuildTool = tsup, nodeRange?: string) {
  rig = await layCandidate(options);
  const context = await rig.context(tool);
  return judgeBuild({ ...context, tool: { ...context.tool, nodeRange } }, tool, await rig.setup(tool));
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

  it('refuses a configuration that throws, and shows why without the host or its packages', async () => {
    const answer = await build({ candidate: { 'tsup.config.ts': "throw new Error('not today');\n" } });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [
        {
          rule: 'no-report',
          message: expect.stringMatching(/^(?=[^]*not today)(?![^]*node_modules)(?![^]*node:internal)/),
        },
      ],
    });
  });

  it('blames nobody where the tool says that it does not run on this Node', async () => {
    const candidate = { 'tsup.config.ts': "throw new Error('not today');\n" };
    expect(await build({ candidate }, tsup, '>=999')).toMatchObject({
      status: 'inconclusive',
      reason: 'tool-missing',
      retryable: false,
      message: expect.stringMatching(/needs Node >=999, and this is v[^]*not today/),
    });
    await rig?.dispose();
    expect(await build({ candidate }, tsup, 'later')).toMatchObject({ status: 'failed' });
  });

  it('passes what a tool built that is said not to run on this Node', async () => {
    expect(
      await build({ base: QUICK, candidate: { 'package.json': manifest({}) } }, tsup, '>=999'),
    ).toMatchObject({
      status: 'passed',
    });
  });
});

/** Emits from two configurations, one after the other. */
const TWICE = {
  'package.json': manifest({
    main: './dist/index.js',
    scripts: { prebuild: 'rimraf dist', build: 'tsc -p . && tsc -p tsconfig.more.json' },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { outDir: 'dist', rootDir: 'src', types: [] },
    files: ['src/index.ts'],
  }),
  'tsconfig.more.json': JSON.stringify({
    extends: './tsconfig.json',
    compilerOptions: { outDir: 'more', rootDir: 'src' },
    files: ['src/index.ts', 'src/more.ts'],
  }),
  'src/index.ts': 'export const one = 1;\n',
  'src/more.ts': "import { one } from './index.js';\nexport const more: number = one;\n",
};

describe('build by tsc', () => {
  it('runs every call of the build script and loads what it made', async () => {
    expect(await build({ base: TWICE }, tscBuild)).toMatchObject({
      status: 'passed',
      evidence: [
        { kind: 'files-built', count: 3 },
        { kind: 'entry-points', count: 1 },
      ],
      reproduce: 'npx tsc -p . && npx tsc -p tsconfig.more.json',
    });
  });

  it('locates an error that only the last call sees', async () => {
    const candidate = {
      'src/more.ts': "import { one } from './index.js';\nexport const more: string = one;\n",
    };
    expect(await build({ base: TWICE, candidate }, tscBuild)).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'TS2322', file: 'src/more.ts', range: { startLine: 2 }, introduced: true }],
    });
  });

  it('misses an entry point that the calls should have made', async () => {
    const candidate = {
      'package.json': TWICE['package.json'].replace('./dist/index.js', './dist/gone.js'),
    };
    expect(await build({ base: TWICE, candidate }, tscBuild)).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'entry-missing', severity: 'error' }],
    });
  });

  it('does not blame a change for what other steps of the build script would have made', async () => {
    const base = {
      ...TWICE,
      'package.json': manifest({
        main: './lib/index.js',
        scripts: { build: 'tsc -p . && npm run pack', pack: 'node scripts/pack.js' },
      }),
    };
    expect(await build({ base }, tscBuild)).toMatchObject({
      status: 'passed',
      findings: [
        { rule: 'entry-missing', severity: 'info', message: expect.stringContaining('also calls node') },
      ],
    });
  });
});

describe('build by Vite', () => {
  const base = {
    'package.json': JSON.stringify({
      type: 'module',
      main: './dist/index.js',
      scripts: { build: 'vite build' },
      devDependencies: { vite: '*' },
    }),
    'vite.config.ts':
      "export default { build: { lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'index' } } };\n",
  };

  it('passes a bundle that loads', async () => {
    expect(await build({ base }, viteBuild)).toMatchObject({
      status: 'passed',
      evidence: [{ kind: 'files-built', count: 1 }, { count: 1 }],
      reproduce: 'npx vite build',
    });
  });

  it.each([
    ['cannot be resolved', "export const a = 1;\nexport * from './gone.js';\n", 2, 15],
    ['cannot be parsed', 'export const a = ;\n', 1, 18],
  ])('locates what %s', async (_, text, startLine, startColumn) => {
    expect(await build({ base, candidate: { 'src/index.ts': text } }, viteBuild)).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'build-error', file: 'src/index.ts', range: { startLine, startColumn } }],
    });
  });
});
