import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CancelledError,
  Verdict,
  type CheckOptions,
  type CheckRequest,
  type GateResult,
} from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import type { CheckFlags } from '../check-flags.js';
import { testRepository, type TestRepository } from '../testing/git-repository.js';
import { memoryTerminal } from '../testing/memory-terminal.js';
import { scriptedCoordinator } from '../testing/scripted-coordinator.js';
import { INTEGRITY, LINT_FAILED, TEST_TIMED_OUT, verdictOf } from '../testing/verdicts.js';
import { check } from './check.js';

let repo: TestRepository;
beforeEach(async () => {
  repo = await testRepository();
  await repo.write('a.txt', 'a');
});
afterEach(() => repo.remove());

type Answer = (request: CheckRequest, options: CheckOptions) => Promise<Verdict> | Verdict;
const answering =
  (...gates: GateResult[]): Answer =>
  (request) =>
    verdictOf(gates, {}, request);

async function run(
  answer: Answer,
  {
    flags = {},
    signal,
    warning,
    isTTY,
  }: { flags?: Partial<CheckFlags>; signal?: AbortSignal; warning?: string; isTTY?: boolean } = {},
) {
  const screen = memoryTerminal({ directory: repo.directory, isTTY, env: { NO_COLOR: '1' } });
  const coordinator = scriptedCoordinator(answer);
  const asked: CheckFlags = {
    subject: { kind: 'auto' },
    format: 'pretty',
    record: true,
    sandbox: 'auto',
    quiet: false,
    ...flags,
  };
  const done = check(asked, screen.terminal, signal ?? new AbortController().signal, {
    openRepository,
    openCoordinator: coordinator.open(warning),
  });
  const exitCode = await done.catch((error: unknown) => error);
  return { exitCode, coordinator, stdout: screen.stdout(), stderr: screen.stderr() };
}

it.each([
  ['approved', 0, [INTEGRITY]],
  ['rejected', 1, [INTEGRITY, LINT_FAILED]],
  ['inconclusive', 2, [INTEGRITY, TEST_TIMED_OUT]],
])('answers %s with %i', async (_outcome, expected, gates) => {
  const { exitCode, coordinator } = await run(answering(...gates));
  expect(exitCode).toBe(expected);
  expect(coordinator.closed()).toBe(1);
});

it.each([false, true])(
  'prints exactly one verdict on stdout as JSON, whatever is shown (terminal: %s)',
  async (isTTY) => {
    const { stdout, stderr } = await run(
      (request, { onEvent }) => {
        const verdict = verdictOf([INTEGRITY], {}, request);
        onEvent?.({ type: 'started', checkId: verdict.checkId, gates: ['integrity'] });
        onEvent?.({ type: 'gate-finished', checkId: verdict.checkId, result: INTEGRITY });
        return verdict;
      },
      { flags: { format: 'json' }, warning: 'No sandbox here.', isTTY },
    );
    expect(Verdict.parse(JSON.parse(stdout)).outcome).toBe('approved');
    expect(stderr).toContain('warning: No sandbox here.');
    expect(stderr).toMatch(/integrity +passed, 40 ms/);
  },
);

it('says nothing on stderr when quiet', async () => {
  const { stderr } = await run(answering(INTEGRITY), { flags: { quiet: true }, warning: 'No sandbox here.' });
  expect(stderr).toBe('');
});

it('refuses an approval that its own gates contradict', async () => {
  const { exitCode, stdout } = await run((request) => ({
    ...verdictOf([INTEGRITY, LINT_FAILED], {}, request),
    outcome: 'approved',
  }));
  expect(exitCode).toMatchObject({ code: 'protocol-error' });
  expect(stdout).toBe('');
});

it('refuses an answer to another question', async () => {
  const { exitCode } = await run(() => verdictOf([INTEGRITY]));
  expect(exitCode).toMatchObject({ code: 'protocol-error' });
});

it('closes the coordinator when the check is cancelled', async () => {
  const controller = new AbortController();
  const { exitCode, coordinator, stdout } = await run(
    async (_request, { signal }) => {
      controller.abort();
      expect(signal?.aborted).toBe(true);
      throw new CancelledError();
    },
    { signal: controller.signal },
  );
  expect(exitCode).toMatchObject({ code: 'cancelled' });
  expect(coordinator.closed()).toBe(1);
  expect(stdout).toBe('');
});

it('asks nobody where there is no repository', async () => {
  const { exitCode, coordinator } = await run(answering(INTEGRITY), { flags: { repo: '/' } });
  expect(exitCode).toMatchObject({ code: 'repository-unknown' });
  expect(coordinator.asked).toEqual([]);
});

it('keeps what the coordinator may be sent readable until it has answered', async () => {
  const packed: number[] = [];
  const { exitCode } = await run(
    async (request, { objects }) => {
      expect(request.candidate.repository).toBe('shop');
      const pack = await objects?.pack({ signal: new AbortController().signal });
      for await (const chunk of pack ?? []) packed.push(chunk.length);
      return verdictOf([INTEGRITY], {}, request);
    },
    { flags: { coordinator: 'http://c', repository: 'shop' } },
  );
  expect(exitCode).toBe(0);
  expect(packed.length).toBeGreaterThan(0);
});

describe('--output', () => {
  const flags = { format: 'json', output: 'report.json' } as const;
  const report = () => join(repo.directory, 'report.json');

  it('writes the report into the file, without colours, and nothing on stdout', async () => {
    const { stdout, stderr } = await run(answering(INTEGRITY), { flags });
    expect(stdout).toBe('');
    expect(stderr).toContain('approved: the report is in report.json');
    expect(Verdict.parse(JSON.parse(await readFile(report(), 'utf8'))).outcome).toBe('approved');
  });

  it('leaves no earlier report behind where nobody could answer', async () => {
    await writeFile(report(), 'approved, long ago');
    const { exitCode } = await run(() => Promise.reject(new CancelledError()), { flags });
    expect(exitCode).toMatchObject({ code: 'cancelled' });
    expect(await readdir(repo.directory)).not.toContain('report.json');
  });

  it.each([
    ['missing/report.json', 'Make it first'],
    ['.', 'is a directory'],
  ])('refuses %s before anybody is asked', async (output, mend) => {
    const { exitCode, coordinator } = await run(answering(INTEGRITY), { flags: { ...flags, output } });
    expect(exitCode).toMatchObject({ code: 'invalid-request', message: expect.stringContaining(mend) });
    expect(coordinator.asked).toEqual([]);
  });
});
