import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { openRepository } from '@quality-gates/git';
import { Verdict } from '@quality-gates/contract';
import { eventually, processesRunning } from '../support/processes.js';
import { cliCheck, startCli, startCoordinator } from '../support/programs.js';
import { testRepository, type TestRepository } from '../support/test-repository.js';

/** A test that never ends, so that there is something to kill. */
const ENDLESS = {
  'src/endless.test.ts':
    "import { it } from 'vitest';\n\nit('waits', () => new Promise(() => setInterval(() => {}, 1000)), 600_000);\n",
};

describe.each(['auto', 'none'])('in mid-check, in the sandbox %s', (sandbox) => {
  let repository: TestRepository;
  let temporary: string;

  beforeEach(async () => {
    repository = await testRepository();
    temporary = path.join(path.dirname(repository.directory), 'temporary');
    await mkdir(temporary);
    await repository.write(ENDLESS);
  });
  afterEach(() => repository[Symbol.asyncDispose]());

  const check = () =>
    startCli(['check', '--no-record', '--format', 'json', '--gates', 'test', '--sandbox', sandbox], {
      cwd: repository.directory,
      env: { TMPDIR: temporary },
    });
  const runnerStarted = () =>
    eventually(async () => (await processesRunning(temporary)).length > 0 && (await runners()).length > 0);
  const runners = async () => {
    const inWorkspaces = await processesRunning(temporary);
    const vitest = await processesRunning('vitest.mjs');
    return vitest.filter((pid) => inWorkspaces.includes(pid));
  };
  const nothingIsLeft = async () =>
    (await processesRunning(temporary)).length === 0 && (await readdir(temporary)).length === 0;

  it('a test runner that is killed from outside says nothing of the change', async () => {
    const running = check();
    await running.shows('test runs');
    await runnerStarted();
    // The youngest is the runner itself; the ones before it are its sandbox.
    process.kill(Math.max(...(await runners())), 'SIGKILL');
    const { code, stdout } = await running.end;
    expect(code).toBe(2);
    expect(Verdict.parse(JSON.parse(stdout)).gates).toMatchObject([
      { status: 'inconclusive', reason: 'killed', retryable: true },
    ]);
    await eventually(nothingIsLeft);
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    '%s of the command line leaves no process and no file behind, and the next check works',
    async (signal) => {
      const running = check();
      await running.shows('test runs');
      await runnerStarted();
      running.child.kill(signal);
      const end = await running.end;
      expect([end.code, end.signal]).toEqual(
        { SIGKILL: [null, 'SIGKILL'], SIGTERM: [143, null], SIGINT: [130, null] }[signal],
      );
      await eventually(nothingIsLeft);
      await repository.write({ 'src/endless.test.ts': null, 'README.md': 'changed\n' });
      const next = await cliCheck(repository.directory, ['--gates', 'test', '--sandbox', sandbox], {
        TMPDIR: temporary,
      });
      expect(next.verdict.outcome).toBe('approved');
    },
  );

  it('SIGKILL of the coordinator leaves nothing behind, and the next one works', async () => {
    await using view = await openRepository(repository.directory);
    const { tree } = await view.snapshot({ kind: 'worktree' });
    await view.publish([tree]);
    const candidate = { repository: repository.directory, tree, base: await view.resolve('main') };
    const ask = (url: string, token: string, gates: string[]) =>
      fetch(`${url}/api/quality/check`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=20' },
        body: JSON.stringify({ stage: 'post-commit', candidate, gates }),
      });

    const first = await startCoordinator([repository.directory], { TMPDIR: temporary, QG_SANDBOX: sandbox });
    const lost = ask(first.url, first.token, ['test']).catch(() => 'lost');
    await runnerStarted();
    first.program.child.kill('SIGKILL');
    expect(await lost).toBe('lost');
    await eventually(nothingIsLeft);

    await using second = await startCoordinator([repository.directory], {
      TMPDIR: temporary,
      QG_SANDBOX: sandbox,
    });
    const response = await ask(second.url, second.token, ['typecheck']);
    expect(await response.json()).toMatchObject({ outcome: 'approved' });
  });
});
