import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Verdict } from '@quality-gates/contract';
import { testRepository, type TestRepository } from './testing/git-repository.js';

/** The built command line: `npm test` builds before it tests. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let repo: TestRepository;
let scratch: string;
beforeEach(async () => {
  repo = await testRepository();
  await repo.write('README.md', 'hello');
  scratch = await mkdtemp(join(tmpdir(), 'quality-gates-cli-scratch-'));
});
afterEach(async () => {
  await repo.remove();
  await rm(scratch, { recursive: true, force: true });
});

const environment = (more: Record<string, string> = {}) => ({
  ...process.env,
  QG_RECORD_DIRECTORY: join(scratch, 'record'),
  TMPDIR: scratch,
  ...more,
});

function run(
  args: string[],
  { nodeArgs = [], env = {} }: { nodeArgs?: string[]; env?: Record<string, string> } = {},
) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [...nodeArgs, MAIN, ...args],
      { cwd: repo.directory, env: environment(env) },
      (error, stdout, stderr) => resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const CHECK = ['check', '--sandbox', 'none', '--format', 'json'];

it('judges a repository by the embedded engine and loads nothing of Nest or HTTP for it', async () => {
  const list = join(scratch, 'loaded');
  const hooks = join(scratch, 'hooks.mjs');
  const register = join(scratch, 'register.mjs');
  await writeFile(
    hooks,
    `import { appendFileSync } from 'node:fs';
     export const load = (url, context, next) => { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); };`,
  );
  await writeFile(
    register,
    `import { appendFileSync } from 'node:fs';
     import { createRequire, register } from 'node:module';
     register(${JSON.stringify(pathToFileURL(hooks).href)});
     const { cache } = createRequire(import.meta.url);
     process.on('exit', () => appendFileSync(${JSON.stringify(list)}, Object.keys(cache).join('\\n')));`,
  );

  const { exitCode, stdout, stderr } = await run(CHECK, {
    nodeArgs: ['--import', pathToFileURL(register).href],
  });

  expect(stderr).not.toContain('error:');
  const { outcome } = Verdict.parse(JSON.parse(stdout));
  expect(exitCode).toBe({ approved: 0, rejected: 1, inconclusive: 2 }[outcome]);
  const loaded = (await readFile(list, 'utf8')).split('\n');
  expect(loaded.some((file) => file.endsWith('/libs/engine/dist/index.js'))).toBe(true);
  expect(loaded.filter((file) => /\/(?:@nestjs|axios|rxjs|fastify|reflect-metadata)\//.test(file))).toEqual(
    [],
  );
});

it('ends with 64 and says nothing on stdout for an unknown revision', async () => {
  expect(await run([...CHECK, '--commit', 'nope'])).toMatchObject({ exitCode: 64, stdout: '' });
});

it('keeps its exit code when the reader of stdout leaves at once', async () => {
  const child = spawn(process.execPath, [MAIN, ...CHECK], { cwd: repo.directory, env: environment() });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode]: unknown[] = await once(child, 'close');
  expect(exitCode).toBe((await run(CHECK)).exitCode);
  expect(stderr).not.toContain('EPIPE');
});

describe('while a coordinator over HTTP takes its time', () => {
  let server: Server;
  let url: string;
  let asked: Promise<unknown>;
  let token: string | undefined;
  beforeEach(async () => {
    server = createServer();
    asked = once(server, 'request').then(([request]) => {
      token = request.headers.authorization;
      return request;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends by %s with %i and leaves nothing behind', async (signal, expected) => {
    const child = spawn(process.execPath, [MAIN, 'check', '--coordinator', url, '--format', 'json'], {
      cwd: repo.directory,
      env: environment({ QG_TOKEN: 'secret' }),
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const closed = once(child, 'close');
    await Promise.race([asked, closed]);
    child.kill(signal);
    expect(await closed).toEqual([expected, null]);
    expect(stdout).toBe('');
    expect(token).toBe('Bearer secret');
  });
});

it('ends with 2 when no coordinator answers', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  server.close();
  await once(server, 'close');

  const answer = await run(['check', '--coordinator', `http://127.0.0.1:${port}`]);

  expect(answer).toMatchObject({ exitCode: 2, stdout: '' });
  expect(answer.stderr).toMatch(/error: The coordinator at http:\/\/127\.0\.0\.1:\d+ /);
});

describe('serve', () => {
  const serve = (env: Record<string, string>): ChildProcess =>
    spawn(process.execPath, [MAIN, 'serve'], { cwd: repo.directory, env: environment(env) });

  it.each([['SIGTERM'], ['SIGINT']] as const)(
    'starts the coordinator and hands %s on to it',
    async (signal) => {
      const child = serve({
        QG_ROOTS: repo.directory,
        QG_SANDBOX: 'none',
        QG_PORT: '0',
        QG_LOG_LEVEL: 'silent',
      });
      const closed = once(child, 'close');
      const line = child.stdout ? once(child.stdout, 'data') : Promise.reject(new Error('no stdout'));
      const [first]: unknown[] = await Promise.race([line, closed]);
      expect(JSON.parse(String(first))).toMatchObject({ event: 'listening' });
      child.kill(signal);
      expect(await closed).toEqual([0, null]);
    },
  );

  it('leaves no coordinator behind when it is killed', async () => {
    const child = serve({
      QG_ROOTS: repo.directory,
      QG_SANDBOX: 'none',
      QG_PORT: '0',
      QG_LOG_LEVEL: 'silent',
    });
    // The coordinator holds the same standard output: it closes only when both are gone.
    const closed = once(child, 'close');
    await (child.stdout ? once(child.stdout, 'data') : Promise.reject(new Error('no stdout')));
    child.kill('SIGKILL');
    expect(await closed).toEqual([null, 'SIGKILL']);
  });

  it('shows how the coordinator is configured', async () => {
    const { exitCode, stdout } = await run(['serve', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/quality-gates serve[^]*QG_ROOTS[^]*QG_TOKEN/);
  });
});
