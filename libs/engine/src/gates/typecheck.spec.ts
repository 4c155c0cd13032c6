import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { layCandidate, type GateRig, type RigOptions } from '../../../../test/support/gate-rig.js';
import { tsc } from '../tools/tsc.js';
import { judgeTypecheck } from './typecheck.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

async function typecheck(options: RigOptions) {
  rig = await layCandidate(options);
  return judgeTypecheck(await rig.context(tsc), tsc, await rig.setup(tsc));
}

const REFERENCES = {
  'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.lib.json" }] } // a solution',
  'tsconfig.lib.json': JSON.stringify({
    compilerOptions: {
      composite: true,
      strict: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
      types: [],
      outDir: 'out',
      skipLibCheck: true,
    },
    include: ['src'],
  }),
};
const TYPE_ERROR = { 'src/added.ts': 'export const one = 1;\nexport const two: string = one;\n' };

/** What tsc remembers of a candidate in a file beside its configuration. */
async function buildInformation(options: RigOptions): Promise<string> {
  rig = await layCandidate(options);
  const { place, tool, run } = await rig.context(tsc);
  await run(tool.command(['-p', 'tsconfig.json', '--noEmit']));
  const text = await readFile(path.join(place.directory, 'tsconfig.tsbuildinfo'), 'utf8');
  await rig.dispose();
  return text;
}

describe('typecheck', () => {
  it('passes a sound program and counts its files', async () => {
    const answer = await typecheck({});
    expect(answer).toMatchObject({
      status: 'passed',
      evidence: [{ kind: 'files-checked', count: 8 }],
      findings: [],
    });
  });

  it('locates a type error and says that the candidate brought it in', async () => {
    const answer = await typecheck({ candidate: TYPE_ERROR });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [
        {
          rule: 'TS2322',
          severity: 'error',
          file: 'src/added.ts',
          range: { startLine: 2, startColumn: 14 },
          introduced: true,
        },
      ],
      reproduce: 'npx tsc -p tsconfig.json --noEmit',
    });
  });

  it.each([
    ['5.3.3', ['--noEmit', '--emitDeclarationOnly', 'false']],
    ['6.0.3', ['--noEmit']],
  ])('checks a project that emits declarations only, by tsc %s', (version, expected) => {
    const tool = {
      name: 'tsc',
      version,
      packageDirectory: '/',
      command: (args: readonly string[]) => ({ file: 'tsc', args }),
    };
    const place = { directory: '/', reports: '/', files: new Set<string>() };
    expect(tsc.command(tool, { mode: 'project', projects: ['tsconfig.json'] }, place).args).toEqual([
      '-p',
      'tsconfig.json',
      ...expected,
      '--incremental',
      '--tsBuildInfoFile',
      expect.stringContaining('/build-information-'),
      '--pretty',
      'false',
      '--listFiles',
    ]);
  });

  it('believes no build information that lies in the tree', async () => {
    const config = (await readFile('test/fixtures/calculator/tsconfig.json', 'utf8')).replace(
      '"strict"',
      '"incremental": true, "strict"',
    );
    const base = { 'tsconfig.json': config };
    const says = await buildInformation({ base, candidate: TYPE_ERROR });
    const { semanticDiagnosticsPerFile, ...forged } = JSON.parse(says);
    expect(semanticDiagnosticsPerFile).not.toBeUndefined();
    const candidate = { ...TYPE_ERROR, 'tsconfig.tsbuildinfo': JSON.stringify(forged) };
    expect(await typecheck({ base, candidate })).toMatchObject({ status: 'failed' });
  });

  it('does not clear the candidate of an error in a file that it did not touch', async () => {
    const answer = await typecheck({
      candidate: { 'src/types.ts': 'export type Operation = () => string;\n' },
    });
    expect(answer).toMatchObject({ status: 'failed' });
    const elsewhere =
      answer.status === 'failed' ? answer.findings.filter(({ file }) => file === 'src/operations.ts') : [];
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere.every(({ introduced }) => introduced === 'unknown')).toBe(true);
  });

  it('refuses a program that includes nothing', async () => {
    const answer = await typecheck({ candidate: { 'tsconfig.json': '{ "include": ["nothing"] }' } });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'no-evidence' }, { rule: 'TS18003' }],
    });
  });

  it('refuses a program of declarations alone, though tsc has no objection', async () => {
    const answer = await typecheck({
      candidate: { 'tsconfig.json': '{ "files": ["a.d.ts"] }', 'a.d.ts': 'declare const a: 1;' },
    });
    expect(answer).toMatchObject({ status: 'failed', findings: [{ rule: 'no-evidence' }] });
  });

  it('fails on a configuration that cannot be read', async () => {
    const answer = await typecheck({ candidate: { 'tsconfig.json': '{ "extends": "./gone.json" }' } });
    expect(answer).toMatchObject({ status: 'failed' });
  });

  it('builds the projects that the root refers to', async () => {
    const answer = await typecheck({ base: REFERENCES, candidate: TYPE_ERROR });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'TS2322', file: 'src/added.ts', range: { startLine: 2 } }],
      reproduce: 'npx tsc -b tsconfig.json --force',
    });
    expect(answer).toMatchObject({ evidence: [{ count: 9 }] });
  });

  it('checks the tsconfig that the policy names', async () => {
    rig = await layCandidate({
      base: { 'tsconfig.other.json': '{ "files": ["src/types.ts"], "compilerOptions": { "types": [] } }' },
    });
    const answer = await judgeTypecheck(await rig.context(tsc), tsc, {
      ...(await rig.setup(tsc)),
      project: 'tsconfig.other.json',
    });
    expect(answer).toMatchObject({ status: 'passed', evidence: [{ count: 1 }] });
  });

  it.each([
    [{ how: 'timed-out', timeoutMs: 5 }, 'timed-out', 'Raise timeoutMs'],
    [{ how: 'killed', signal: 'SIGKILL' }, 'killed', 'SIGKILL'],
    [{ how: 'out-of-memory' }, 'out-of-memory', 'limits.memoryBytes'],
    [{ how: 'crashed', signal: 'SIGSEGV' }, 'crashed', 'SIGSEGV'],
    [{ how: 'output-limit', limitBytes: 9 }, 'output-limit', 'limits.outputBytes'],
    [{ how: 'cancelled' }, 'cancelled', 'Ask again'],
    [{ how: 'sandbox-unavailable', message: 'no bwrap' }, 'sandbox-unavailable', 'no bwrap'],
  ] as const)('cannot tell after an end like %o', async (end, reason, mend) => {
    const answer = await typecheck({ intercept: () => ({ stdout: '', stderr: '', durationMs: 1, ...end }) });
    expect(answer).toMatchObject({ status: 'inconclusive', reason, message: expect.stringContaining(mend) });
  });

  it('fails without a report where tsc ends with a code and says nothing', async () => {
    const answer = await typecheck({
      intercept: () => ({ stdout: '', stderr: 'odd', durationMs: 1, how: 'exited', code: 3 }),
    });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'no-report', message: expect.stringContaining('odd') }],
    });
  });
});
