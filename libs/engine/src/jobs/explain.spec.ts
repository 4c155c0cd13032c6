import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GateResult } from '@quality-gates/contract';
import { testRepository, type TestRepository } from '../../../../test/support/test-repository.js';
import { check } from '../check.js';
import { startEngine } from '../engine.js';

const WEAKER = `import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['src/**/*.test.ts'], passWithNoTests: true } });
`;

describe('what a tool says of a changed configuration', () => {
  let repository: TestRepository;
  let record: string;
  beforeEach(async () => {
    repository = await testRepository();
    record = await mkdtemp(path.join(tmpdir(), 'qg-explain-'));
  });
  afterEach(async () => {
    await repository[Symbol.asyncDispose]();
    await rm(record, { recursive: true, force: true });
  });

  /** Asks a new engine about integrity, and counts the workspaces that it made. */
  async function ask(): Promise<{ result: GateResult | undefined; runs: number }> {
    const engine = await startEngine({ record: { directory: record } });
    let runs = 0;
    const counting = { ...engine, nextMarker: () => ((runs += 1), engine.nextMarker()) };
    try {
      const commit = await repository.git('rev-parse', 'main');
      const tree = await repository.git('write-tree');
      const candidate = { repository: repository.directory, tree, base: { ref: 'main', commit } };
      const { signal } = new AbortController();
      const verdict = await check({ stage: 'pre-commit', candidate, gates: ['integrity'] }, counting, {
        signal,
        emit: () => {},
      });
      const [result] = verdict.gates;
      return { result: result && { ...result, durationMs: 0 }, runs };
    } finally {
      await engine.close();
    }
  }

  it('is known from then on', async () => {
    await repository.write({ 'vitest.config.ts': WEAKER });
    await repository.git('add', '--all');
    const first = await ask();
    expect(first.result).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'judge-changed', message: expect.stringContaining('passWithNoTests is on') }],
    });
    expect(first.runs).toBe(2);
    expect(await ask()).toEqual({ result: first.result, runs: 0 });
  });

  it('is for nobody to say where a limit ends the tool, and blames nobody', async () => {
    await repository.write({ 'quality-gates.yaml': 'limits: { timeoutMs: 4000 }\n' });
    await repository.commit('Be in haste');
    await repository.write({
      'vitest.config.ts': `${WEAKER}\nawait new Promise((resolve) => setTimeout(resolve, 60_000));\n`,
    });
    await repository.git('add', '--all');
    const { result } = await ask();
    expect(result).toMatchObject({ status: 'inconclusive', reason: 'timed-out', retryable: true });
  });

  it('is asked for again of another tree, and where it was not said', async () => {
    await repository.write({ 'vitest.config.ts': WEAKER });
    await repository.git('add', '--all');
    await ask();
    await repository.write({ 'vitest.config.ts': `${WEAKER}\nthrow new Error('No.');\n` });
    await repository.git('add', '--all');
    const untold = await ask();
    expect(untold.result).toMatchObject({
      findings: [{ message: expect.stringContaining('could not say what its configuration comes to') }],
    });
    expect(untold.runs).toBe(2);
    // What the base's comes to is known, what the candidate's comes to is not.
    expect(await ask()).toEqual({ result: untold.result, runs: 1 });
  });
});
