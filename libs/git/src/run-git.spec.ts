import { tmpdir } from 'node:os';
import { guardedEnvironment } from './git-environment.js';
import { type RunOptions, runGit } from './run-git.js';

describe('runGit', () => {
  const options: RunOptions = { env: guardedEnvironment('/nonexistent'), cwd: tmpdir() };
  /** A git that waits for input that never comes. */
  const waiting = ['-c', 'alias.wait=!exec sleep 600', 'wait'];

  it('kills what takes too long, and says so', async () => {
    await expect(runGit(waiting, { ...options, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'git-failed',
      message: expect.stringContaining('git wait did not end within 50 ms'),
    });
  });

  it('kills at an abort, and does not start after one', async () => {
    const abort = new AbortController();
    const running = runGit(waiting, { ...options, signal: abort.signal });
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(runGit(['version'], { ...options, signal: abort.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('kills what writes too much', async () => {
    const flood = ['-c', 'alias.flood=!exec yes', 'flood'];
    await expect(runGit(flood, { ...options, maxOutputBytes: 1000 })).rejects.toThrow(
      /wrote more than 1000 bytes/,
    );
  });

  it('gives the exit codes that are answers and throws for others, with what git said', async () => {
    const failing = ['rev-parse', '--git-dir'];
    expect(await runGit(failing, { ...options, accept: [128] })).toMatchObject({ code: 128 });
    await expect(runGit(failing, options)).rejects.toMatchObject({
      code: 'git-failed',
      message: expect.stringContaining('not a git repository'),
    });
  });

  it('hands none of the environment of this process on', async () => {
    process.env['GIT_AUTHOR_NAME'] = 'leak';
    try {
      const { stdout } = await runGit(['-c', 'alias.surroundings=!env', 'surroundings'], options);
      expect(stdout.toString()).toContain('GIT_TERMINAL_PROMPT=0');
      expect(stdout.toString()).not.toContain('leak');
    } finally {
      delete process.env['GIT_AUTHOR_NAME'];
    }
  });
});
