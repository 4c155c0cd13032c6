import { describe, expect, it } from '@jest/globals';
import { layCandidate } from '../../../../test/support/gate-rig.js';
import type { Edits } from '../../../../test/support/gate-rig.js';
import { eslint } from './eslint.js';
import { BUILD_TOOLS, LINT_TOOLS, TEST_TOOLS, TYPECHECK_TOOLS, unsupportedTool } from './index.js';
import { jestRunner } from './jest.js';
import type { Tool } from './tool.js';
import { tscBuild } from './tsc-build.js';
import { tsc } from './tsc.js';
import { tsdown } from './tsdown.js';
import { tsup } from './tsup.js';
import { viteBuild } from './vite-build.js';
import { vitest } from './vitest.js';

async function projectOf(base: Edits) {
  const rig = await layCandidate({ base });
  await rig.dispose();
  return rig.base;
}
const scripts = (scripts: Record<string, string>, devDependencies = {}) => ({
  'package.json': JSON.stringify({ scripts, devDependencies }),
});
const BARE: Edits = {
  ...scripts({}),
  'tsconfig.json': null,
  'eslint.config.js': null,
  'vitest.config.ts': null,
  'tsup.config.ts': null,
};

describe('detection', () => {
  it.each<[string, Tool, Edits, object | undefined]>([
    ['nothing', tsc, BARE, undefined],
    ['a tsconfig.json', tsc, {}, { mode: 'project', projects: ['tsconfig.json'] }],
    [
      'references in a tsconfig.json with comments',
      tsc,
      { 'tsconfig.json': '{ /* all */ "references": [{ "path": "a" },], }' },
      { mode: 'build', projects: ['tsconfig.json'] },
    ],
    [
      'a script that only checks another project',
      tsc,
      { ...scripts({ types: 'tsc -p tsconfig.all.json --noEmit' }), 'tsconfig.all.json': '{}' },
      { mode: 'project', projects: ['tsconfig.all.json'] },
    ],
    [
      'a script that builds projects',
      tsc,
      { ...scripts({ types: 'tsc --build libs/a' }), 'libs/a/tsconfig.json': '{}' },
      { mode: 'build', projects: ['libs/a'] },
    ],
    [
      'a script that emits by a tsconfig of its own',
      tsc,
      { ...scripts({ build: 'tsc -p tsconfig.build.json' }), 'tsconfig.build.json': '{}' },
      { projects: ['tsconfig.json'] },
    ],
    ['no lint', eslint, BARE, undefined],
    [
      'a script with patterns',
      eslint,
      scripts({ lint: 'eslint src test --ext .ts,.js --max-warnings 3 --fix --cache' }),
      { config: 'flat', patterns: ['src', 'test'], options: ['--ext', '.ts,.js'] },
    ],
    [
      'a configuration of the older form',
      eslint,
      { ...BARE, '.eslintrc.cjs': '' },
      { config: 'legacy', patterns: ['.'], options: ['--ext', '.js,.cjs,.ts'] },
    ],
    ['no test', vitest, BARE, undefined],
    [
      'a script with a configuration',
      vitest,
      scripts(
        { test: 'vitest run --config other.ts --coverage --reporter=dot' },
        { vitest: '*', '@vitest/coverage-istanbul': '*' },
      ),
      { options: ['--config', 'other.ts'], providers: ['istanbul'] },
    ],
    ['what the base measures itself', vitest, {}, { providers: ['v8'], coverageDefaults: { include: [] } }],
    [
      'a base that does not say what to measure',
      vitest,
      { 'vitest.config.ts': 'export default { test: { include: ["x"], coverage: { provider: "v8" } } };' },
      { coverageDefaults: { include: ['src/**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'] } },
    ],
    ['no jest', jestRunner, {}, undefined],
    [
      'jest in the manifest',
      jestRunner,
      { 'package.json': '{ "jest": { "collectCoverageFrom": ["lib/**"] } }' },
      { options: [], coverageDefaults: { include: [] } },
    ],
    [
      'the scripts that the test script runs, before those for other suites',
      jestRunner,
      scripts({
        'test:e2e': 'jest --config e2e/jest.json',
        'test:cov': 'jest --config cov.json',
        test: 'pnpm run test:ut && pnpm run test:import',
        'test:ut': 'jest --runInBand',
      }),
      { options: ['--runInBand'] },
    ],
    ['no tsup', tsup, BARE, undefined],
    [
      'a script with arguments',
      tsup,
      scripts({ build: 'tsup src/index.ts --format esm,cjs --dts --watch --onSuccess "node ."' }),
      { args: ['src/index.ts', '--format', 'esm,cjs', '--dts'] },
    ],
    [
      'a build by tsc',
      tscBuild,
      scripts({ build: 'rm -rf dist && tsc -p tsconfig.build.json' }),
      { calls: [['-p', 'tsconfig.build.json']], others: [] },
    ],
    [
      'a build by tsc and others, told in several scripts',
      tscBuild,
      scripts({
        build: 'npm run build:js && tsc --noEmit && node pack.js',
        'build:js': 'tsc -p a && tsc -p b',
        postbuild: 'yarn run -s stamp',
        stamp: 'sh stamp.sh',
      }),
      {
        calls: [
          ['-p', 'a'],
          ['-p', 'b'],
        ],
        others: ['tsc', 'node', 'sh'],
      },
    ],
    ['no tsdown', tsdown, {}, undefined],
    ['a configuration of tsdown', tsdown, { ...BARE, 'tsdown.config.ts': '' }, { args: [], others: [] }],
    [
      'a script that calls tsdown',
      tsdown,
      scripts({ build: 'tsdown src/index.ts --watch --on-success "node ." && ./after.sh', dev: 'tsdown -w' }),
      { args: ['src/index.ts'], others: ['./after.sh'] },
    ],
    [
      'a build by Vite',
      viteBuild,
      scripts({ dev: 'vite', build: 'tsc --noEmit && vite build --mode lib' }),
      { args: ['--mode', 'lib'] },
    ],
    ['Vite that only serves', viteBuild, { ...scripts({ start: 'vite' }), 'vite.config.ts': '' }, undefined],
    ['a check by tsc', tscBuild, scripts({ build: 'tsc --noEmit' }), undefined],
  ])('of %s', async (_, tool, base, expected) => {
    const setup = await tool.detect(await projectOf(base));
    if (expected) expect(setup).toMatchObject(expected);
    else expect(setup).toBeUndefined();
  });
});

describe('a tool that is not supported', () => {
  it.each([
    ['lint', { lint: 'biome check .' }],
    ['test', { test: 'mocha' }],
    ['coverage', { test: 'node --test' }],
    ['build', { build: 'rollup -c' }],
    ['typecheck', { typecheck: 'vue-tsc' }],
  ] as const)('is named for %s', async (gate, called) => {
    const message = unsupportedTool(gate, await projectOf({ ...BARE, ...scripts(called) }));
    expect(message).toContain(Object.values(called)[0]);
    expect(message).toContain('quality-gates.yaml');
  });

  it.each([
    ['test', { test: 'echo "Error: no test specified" && exit 1' }],
    ['lint', { start: 'node .' }],
    ['integrity', { test: 'mocha' }],
  ] as const)('is not seen for %s in %j', async (gate, called) => {
    expect(unsupportedTool(gate, await projectOf({ ...BARE, ...scripts(called) }))).toBeUndefined();
  });
});

describe('every tool', () => {
  it.each(
    [...TYPECHECK_TOOLS, ...LINT_TOOLS, ...TEST_TOOLS, ...BUILD_TOOLS].map(
      (tool) => [`${tool.gate} by ${tool.name}`, tool] as const,
    ),
  )('%s names its package, its configuration and a plain setup', async (_, tool) => {
    expect(tool.package).not.toBe('');
    expect(tool.configFiles.length).toBeGreaterThan(0);
    const setup = (await tool.detect(await projectOf({}))) ?? {};
    expect(JSON.parse(JSON.stringify(setup))).toEqual(setup);
  });
});
