import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Verdict } from '@quality-gates/contract';
import { bubblewrapMissing, describeUnless } from '../support/requirements.js';
import { testRepository, type TestRepository } from '../support/test-repository.js';

const ROOT = path.resolve(__dirname, '../..');

/** A host on which bubblewrap is installed and may not make namespaces of its own. */
const HOST = ['--bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-user', '--disable-userns'];

async function onSuchAHost(
  program: string,
  args: string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(
    'bwrap',
    [...HOST, '--die-with-parent', '--', process.execPath, path.join(ROOT, program), ...args],
    { cwd, env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env } },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

describeUnless(bubblewrapMissing)('on a host where bubblewrap does not work', () => {
  let repository: TestRepository;

  beforeAll(async () => {
    repository = await testRepository();
    await repository.write({ 'README.md': 'changed\n' });
  });
  afterAll(() => repository[Symbol.asyncDispose]());

  const check = (...args: string[]) =>
    onSuchAHost(
      'apps/cli/dist/main.js',
      ['check', '--no-record', '--gates', 'typecheck', '--format', 'json', ...args],
      { cwd: repository.directory, env: {} },
    );

  it('the command line does without, and warns with the cause and the mend', async () => {
    const { code, stdout, stderr } = await check();
    expect(stderr).toMatch(/warning: No sandbox: .*namespace.* with your rights\. Install bubblewrap/);
    expect(Verdict.parse(JSON.parse(stdout))).toMatchObject({ outcome: 'approved', sandbox: 'none' });
    expect(code).toBe(0);
  });

  it('the command line refuses where bubblewrap is asked for', async () => {
    const { code, stdout, stderr } = await check('--sandbox', 'bubblewrap');
    expect(stderr).toContain('The bubblewrap sandbox does not work here');
    expect([code, stdout]).toEqual([2, '']);
  });

  it('the coordinator does not start unless it is told to do without', async () => {
    const { code, stdout, stderr } = await onSuchAHost('apps/coordinator/dist/main.js', [], {
      cwd: repository.directory,
      env: { QG_PORT: '0', QG_ROOTS: repository.directory, QG_TOKEN: 'a-token-for-tests-of-32-characters' },
    });
    expect(code).toBeGreaterThan(0);
    expect(stdout + stderr).toMatch(/bubblewrap sandbox does not work here.*QG_SANDBOX=none/s);
  });
});
