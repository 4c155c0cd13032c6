import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isQualityGatesError, type CheckEvent, type CheckRequest } from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import { testRepository, type TestRepository } from '../../../test/support/test-repository.js';
import { EmbeddedCoordinator } from './embedded-coordinator.js';

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (isQualityGatesError(error) ? error.code : String(error)),
  );

describe('EmbeddedCoordinator', () => {
  let repository: TestRepository;
  let request: CheckRequest;
  let temporaryDirectory: string;

  beforeAll(async () => {
    repository = await testRepository();
    await using view = await openRepository(repository.directory);
    const base = await view.resolve('main');
    const tree = await view.treeOf(base.commit);
    request = {
      stage: 'pre-commit',
      candidate: { repository: repository.directory, tree, base },
      gates: ['typecheck'],
    };
    temporaryDirectory = await mkdtemp(path.join(tmpdir(), 'qg-embedded-'));
  });
  afterAll(async () => {
    await repository[Symbol.asyncDispose]();
    await rm(temporaryDirectory, { recursive: true });
  });

  const coordinator = (record: string | false = false) =>
    new EmbeddedCoordinator({
      sandbox: 'none',
      temporaryDirectory,
      record: record === false ? false : { directory: record },
    });

  it('judges candidates whose objects are where it also reads from, and elsewhere none', async () => {
    await using other = await testRepository({ 'src/other.ts': 'export const other = 1;\n' });
    await using view = await openRepository(other.directory);
    const tree = await view.treeOf((await view.resolve('main')).commit);
    const question: CheckRequest = {
      ...request,
      candidate: { ...request.candidate, tree },
      gates: ['integrity'],
    };
    const asked: string[] = [];
    await using reading = new EmbeddedCoordinator({
      sandbox: 'none',
      temporaryDirectory,
      alsoReadFrom: (path) => (asked.push(path), [other.directory]),
    });
    expect((await reading.check(question)).outcome).toBe('approved');
    expect(asked).toEqual([repository.directory]);
    await using plain = coordinator();
    expect(await codeOf(plain.check(question))).toBe('candidate-unknown');
  });

  it('lets identical concurrent questions share one run', async () => {
    await using embedded = coordinator();
    const [mine, yours]: [CheckEvent[], CheckEvent[]] = [[], []];
    const [a, b] = await Promise.all([
      embedded.check(
        { ...request, origin: { agentId: 'a', taskId: '1' } },
        { onEvent: (event) => mine.push(event) },
      ),
      embedded.check(
        { ...request, origin: { agentId: 'b', taskId: '2' } },
        { onEvent: (event) => yours.push(event) },
      ),
    ]);
    expect(a).toEqual(b);
    expect(mine.map((event) => event.type)).toEqual(['started', 'gate-started', 'gate-finished', 'verdict']);
    expect(yours).toEqual(mine);
  });

  it('lets one caller leave without harm to another, and cancels the run when the last has left', async () => {
    await using embedded = coordinator();
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
    const left = codeOf(embedded.check(request, { signal: first.signal }));
    const stays = embedded.check(request, {
      signal: second.signal,
      onEvent: (event) => event.type === 'gate-started' && first.abort(),
    });
    expect(await left).toBe('cancelled');
    expect((await stays).outcome).toBe('approved');

    const alone = codeOf(
      embedded.check(request, {
        signal: third.signal,
        onEvent: (event) => event.type === 'gate-started' && third.abort(),
      }),
    );
    expect(await alone).toBe('cancelled');
    expect((await embedded.check(request)).outcome).toBe('approved');
  });

  it('starts no run of a question before a cancelled one has really ended', async () => {
    const leftAtStart: string[][] = [];
    await using embedded = new EmbeddedCoordinator({
      sandbox: 'none',
      temporaryDirectory,
      now: () => {
        const [own = ''] = readdirSync(temporaryDirectory);
        leftAtStart.push(readdirSync(path.join(temporaryDirectory, own)));
        return new Date();
      },
    });
    const leaving = new AbortController();
    const left = codeOf(
      embedded.check(request, {
        signal: leaving.signal,
        onEvent: (event) => event.type === 'gate-started' && leaving.abort(),
      }),
    );
    expect(await left).toBe('cancelled');
    const before = leftAtStart.length;
    expect((await embedded.check(request)).outcome).toBe('approved');
    expect(leftAtStart[before]).toEqual([]);
  });

  it('answers from the record what it has judged before, across restarts', async () => {
    const record = await mkdtemp(path.join(tmpdir(), 'qg-record-'));
    try {
      await using before = coordinator(record);
      expect((await before.check(request)).gates).toMatchObject([{ status: 'passed', fromRecord: false }]);
      await using after = coordinator(record);
      expect((await after.check({ ...request, stage: 'post-commit' })).gates).toMatchObject([
        { status: 'passed', fromRecord: true },
      ]);
    } finally {
      await rm(record, { recursive: true });
    }
  });

  it('tells each finding, then the gate, then the verdict', async () => {
    await repository.write({
      'src/negate.ts': 'export const negate = (value: number): number => String(value);\n',
    });
    await using view = await openRepository(repository.directory);
    const { tree } = await view.snapshot({ kind: 'worktree' });
    await view.publish([tree]);
    await using embedded = coordinator();
    const events: CheckEvent[] = [];
    const candidate = { ...request.candidate, tree };
    const verdict = await embedded.check(
      { ...request, candidate },
      { onEvent: (event) => events.push(event) },
    );
    expect(verdict.outcome).toBe('rejected');
    expect(events.map((event) => event.type)).toEqual([
      'started',
      'gate-started',
      'finding',
      'gate-finished',
      'verdict',
    ]);
    expect(events[2]).toMatchObject({
      gate: 'typecheck',
      finding: { rule: 'TS2322', file: 'src/negate.ts', introduced: true },
    });
  });

  it('marks an answer to fewer gates than the policy asks for as partial', async () => {
    await using embedded = coordinator();
    expect(await embedded.check(request)).toMatchObject({
      outcome: 'approved',
      scope: 'partial',
      requiredGates: ['typecheck'],
    });
  });

  it('takes no name for a path, whatever lies beside the process', async () => {
    await using engine = coordinator();
    for (const name of ['libs', '.', 'shop']) {
      const candidate = { ...request.candidate, repository: name };
      expect(await codeOf(engine.check({ ...request, candidate }))).toBe('repository-unknown');
    }
  });

  it('judges no tree that is not there, and no request that is none', async () => {
    await using embedded = coordinator();
    const candidate = { ...request.candidate, tree: 'f'.repeat(40) };
    expect(await codeOf(embedded.check({ ...request, candidate }))).toBe('candidate-unknown');
    expect(await codeOf(embedded.check({ ...request, gates: ['no-such-gate'] }))).toBe('invalid-request');
    expect(await codeOf(embedded.check({ ...request, stage: 'later' } as unknown as CheckRequest))).toBe(
      'invalid-request',
    );
    expect(
      await codeOf(
        embedded.check({
          ...request,
          candidate: { ...request.candidate, commit: request.candidate.base.commit, tree: await otherTree() },
        }),
      ),
    ).toBe('invalid-request');
  });

  it('answers nothing once it is closed, and leaves nothing behind', async () => {
    const embedded = coordinator();
    const running = codeOf(
      embedded.check(request, { onEvent: (event) => event.type === 'gate-started' && void embedded.close() }),
    );
    expect(await running).toBe('shutting-down');
    await embedded.close();
    expect(await codeOf(embedded.check(request))).toBe('shutting-down');
    expect(await readdir(temporaryDirectory)).toEqual([]);
  });

  async function otherTree(): Promise<string> {
    return repository.git('rev-parse', 'main:src');
  }
});
