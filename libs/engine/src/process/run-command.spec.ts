import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bubblewrapMissing, describeUnless } from '../../../../test/support/requirements.js';
import { bubblewrap } from './bubblewrap.js';
import { noSandbox } from './no-sandbox.js';
import type { ProcessEnd } from './process-end.js';
import { chooseLimiter } from './limits/choose-limiter.js';
import { startReaper, type Reaper } from './reaper.js';
import { runCommand, type RunEnvironment } from './run-command.js';
import type { Sandbox } from './sandbox.js';

/** A zombie that nobody has waited for yet is dead. */
const isAlive = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen within ten seconds');
}

describe('runCommand without a sandbox', () => {
  stories('none', noSandbox);
});
describeUnless(bubblewrapMissing)('runCommand in bubblewrap', () => {
  stories('bubblewrap', bubblewrap);
});

function stories(kind: string, sandbox: Sandbox): void {
  let root: string;
  let reaper: Reaper;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'qg-run-'));
    for (const name of ['tree', 'reports', 'home', 'tmp']) await mkdir(path.join(root, name));
    reaper = startReaper('none', path.join(root, 'nothing'));
  });

  afterEach(async () => {
    reaper.dismiss();
    await rm(root, { recursive: true, force: true });
  });

  const run = async (
    script: string,
    options: Partial<RunEnvironment['limits']> & { signal?: AbortSignal; marker?: string } = {},
  ): Promise<ProcessEnd> => {
    const { signal, marker = `test-${process.pid}-${Math.random()}`, ...limits } = options;
    const space = {
      directory: path.join(root, 'tree'),
      reports: path.join(root, 'reports'),
      home: path.join(root, 'home'),
      temporary: path.join(root, 'tmp'),
      readOnly: [],
    };
    return runCommand(
      { file: process.execPath, args: ['-e', script] },
      {
        sandbox,
        space,
        limits: { timeoutMs: 20_000, outputBytes: 100_000, ...limits },
        limiter: await chooseLimiter(sandbox, root),
        reaper,
        marker,
        signal,
      },
    );
  };

  it('tells output and exit code', async () => {
    const end = await run('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(end).toMatchObject({ how: 'exited', code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('gives the tool a clean environment and nothing of ours', async () => {
    process.env['QG_TEST_SECRET'] = 'hush';
    const end = await run('console.log(JSON.stringify(process.env))');
    delete process.env['QG_TEST_SECRET'];
    expect(end.stdout).not.toContain('hush');
    expect(JSON.parse(end.stdout)).toMatchObject({ CI: 'true', HOME: path.join(root, 'home') });
  });

  it('ends what takes too long, and calls it that', async () => {
    expect(await run('setInterval(() => {}, 1000)', { timeoutMs: 300 })).toMatchObject({
      how: 'timed-out',
      timeoutMs: 300,
    });
  });

  it('ends on abort, and tells it from a time-out', async () => {
    const controller = new AbortController();
    const running = run('require("fs").writeFileSync("started", ""); setInterval(() => {}, 1000)', {
      signal: controller.signal,
    });
    await waitFor(() => existsSync(path.join(root, 'tree', 'started')));
    controller.abort();
    expect(await running).toMatchObject({ how: 'cancelled' });
  });

  it('does not start at all when it is already unwanted', async () => {
    expect(
      await run('require("fs").writeFileSync("started", "")', { signal: AbortSignal.abort() }),
    ).toMatchObject({ how: 'cancelled' });
    expect(existsSync(path.join(root, 'tree', 'started'))).toBe(false);
  });

  it('stops a tool that prints without end', async () => {
    expect(await run('setInterval(() => console.log("x".repeat(10_000)))')).toMatchObject({
      how: 'output-limit',
      limitBytes: 100_000,
    });
  });

  it('tells a kill from outside and a crash apart', async () => {
    expect(await run('process.kill(process.pid, "SIGKILL")')).toMatchObject({
      how: 'killed',
      signal: 'SIGKILL',
    });
    expect(await run('process.abort()')).toMatchObject({ how: 'crashed', signal: 'SIGABRT' });
  });

  it('knows a heap that is full', async () => {
    const end = await run('const all = []; for (;;) all.push(new Array(1e6).fill(all.length))', {
      memoryBytes: 67_108_864,
    });
    expect(end.how).toBe('out-of-memory');
  });

  it('leaves no process behind that the tool has started, even in a session of its own', async () => {
    const child = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" }).pid`;
    const marker = `orphan-${process.pid}-${Math.random()}`;
    const end = await run(`console.log(${child}); process.exit(0)`, { marker });
    expect(end).toMatchObject({ how: 'exited', code: 0 });
    if (kind === 'none') expect(isAlive(Number(end.stdout))).toBe(false);
    const marked = await findMarked(marker);
    expect(marked).toEqual([]);
  });

  it('leaves nothing behind when the engine itself is killed', async () => {
    const script = path.join(root, 'engine.cjs');
    const marker = `dead-${process.pid}-${Math.random()}`;
    const workspace = path.join(root, 'workspace');
    await mkdir(workspace);
    await writeFile(
      script,
      `const { spawn } = require('node:child_process');
       spawn(process.execPath, [${JSON.stringify(path.resolve(__dirname, '../../bin/reaper.mjs'))}, ${JSON.stringify(marker)}, ${JSON.stringify(workspace)}], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: {} });
       const tool = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore', env: { QUALITY_GATES_RUN: ${JSON.stringify(`${marker}.1`)} } });
       console.log(tool.pid);
       setInterval(() => {}, 1000);`,
    );
    const engine = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await once(engine.stdout, 'data');
    const tool = Number(String(output));
    expect(isAlive(tool)).toBe(true);
    engine.kill('SIGKILL');
    await waitFor(() => !isAlive(tool) && !existsSync(workspace));
  });
}

async function findMarked(marker: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    pids.map(async (pid) => [pid, await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')] as const),
  );
  return environments.filter(([, text]) => text.includes(marker)).map(([pid]) => pid);
}
