import type { CheckRequest, GateResult } from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import { testRepository, type TestRepository } from '../../../../test/support/test-repository.js';
import { check } from '../check.js';
import { startEngine, type Engine } from '../engine.js';

describe('what the base did', () => {
  let repository: TestRepository;
  let engine: Engine;
  let runs: number;
  beforeEach(async () => {
    repository = await testRepository();
    const started = await startEngine({ sandbox: 'none' });
    runs = 0;
    engine = {
      ...started,
      nextMarker: () => {
        runs += 1;
        return started.nextMarker();
      },
    };
  });
  afterEach(async () => {
    await engine.close();
    await repository[Symbol.asyncDispose]();
  });

  const ask = async (base: string, commit: string, gates: string[]): Promise<GateResult[]> => {
    await using view = await openRepository(repository.directory);
    const request: CheckRequest = {
      stage: 'post-commit',
      candidate: {
        repository: repository.directory,
        tree: await view.treeOf(commit),
        base: { ref: 'main', commit: base },
      },
      gates,
    };
    const signal = new AbortController().signal;
    return (await check(request, engine, { signal, emit: () => {} })).gates;
  };
  const change = async (files: Record<string, string | null>) => {
    await repository.write(files);
    return repository.commit('Change');
  };

  it('is found out once, and known of what was a candidate before', async () => {
    const base = await repository.git('rev-parse', 'HEAD');
    const first = await change({ 'src/first.ts': 'export const first = 1;\n' });
    await ask(base, first, ['lint']);
    expect(runs).toBe(2);
    const second = await change({ 'src/second.ts': 'export const second = 1;\n' });
    await ask(base, second, ['lint']);
    expect(runs).toBe(3);
    await ask(first, second, ['lint']);
    expect(runs).toBe(4);
  });

  it('is asked once by candidates that come at the same time', async () => {
    const base = await repository.git('rev-parse', 'HEAD');
    const first = await change({ 'src/first.ts': 'export const first = 1;\n' });
    const second = await change({ 'src/second.ts': 'export const second = 1;\n' });
    await Promise.all([ask(base, first, ['lint']), ask(base, second, ['lint'])]);
    expect(runs).toBe(3);
  });

  it('shows a source file that is no longer type-checked', async () => {
    const base = await repository.git('rev-parse', 'HEAD');
    await repository.git('mv', 'src/operations.ts', 'src/operations.js');
    const [result] = await ask(base, await change({}), ['typecheck']);
    expect(result).toMatchObject({
      status: 'failed',
      findings: expect.arrayContaining([
        expect.objectContaining({ rule: 'file-not-checked', file: 'src/operations.js' }),
      ]),
    });
  });
});
