import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { eventually, processesRunning } from '../../../../../test/support/processes.js';
import { bubblewrapMissing, describeUnless } from '../../../../../test/support/requirements.js';
import { bubblewrap } from '../bubblewrap.js';
import { noSandbox } from '../no-sandbox.js';
import type { ProcessEnd } from '../process-end.js';
import { startReaper } from '../reaper.js';
import { runCommand, type RunEnvironment } from '../run-command.js';
import type { Sandbox } from '../sandbox.js';
import { chooseLimiter, limiterOf } from './choose-limiter.js';
import type { Limiter } from './fence.js';

const MIB = 1_048_576;

describe('limits by the strongest means of this machine, without a sandbox', () => {
  stories(noSandbox, (directory) => chooseLimiter(noSandbox, directory));
});
describe('limits by watching, without a sandbox', () => {
  stories(noSandbox, (directory) => limiterOf([], noSandbox, directory));
});
describeUnless(bubblewrapMissing)('limits by the strongest means of this machine, in bubblewrap', () => {
  stories(bubblewrap, (directory) => chooseLimiter(bubblewrap, directory));
});
describeUnless(bubblewrapMissing)('limits by watching, in bubblewrap', () => {
  stories(bubblewrap, (directory) => limiterOf([], bubblewrap, directory));
});

/** Every probe is bounded by itself too, so that a limit that fails harms nothing. */
function stories(sandbox: Sandbox, choose: (directory: string) => Promise<Limiter>): void {
  let root: string;
  let limiter: Limiter;
  let runs = 0;
  const token = `limits-spec-${process.pid}-${Math.random()}`;
  const marker = () => `${token}.${(runs += 1)}`;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'qg-limits-'));
    limiter = await choose(root);
  });
  beforeEach(async () => {
    for (const name of ['tree', 'reports', 'home', 'tmp']) await mkdir(path.join(root, name));
  });
  afterEach(async () => {
    for (const name of ['tree', 'reports', 'home', 'tmp'])
      await rm(path.join(root, name), { recursive: true });
    for (const directory of limiter.groupDirectories)
      expect((await readdir(directory)).filter((name) => name.includes(token))).toEqual([]);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const run = async (script: string, limits: Partial<RunEnvironment['limits']>): Promise<ProcessEnd> => {
    const reaper = startReaper('none', path.join(root, 'nothing'));
    try {
      return await runCommand(
        { file: process.execPath, args: ['-e', script, token] },
        {
          sandbox,
          space: {
            directory: path.join(root, 'tree'),
            reports: path.join(root, 'reports'),
            home: path.join(root, 'home'),
            temporary: path.join(root, 'tmp'),
            readOnly: [],
          },
          limits: { timeoutMs: 20_000, outputBytes: 100_000, ...limits },
          limiter,
          reaper,
          marker: marker(),
        },
      );
    } finally {
      reaper.dismiss();
    }
  };

  it('lets through what stays within them', async () => {
    const end = await run('require("fs").writeFileSync("a", Buffer.alloc(1e6)); console.log("done")', {
      memoryBytes: 512 * MIB,
      processes: 64,
      cpuMs: 10_000,
      diskBytes: 16 * MIB,
    });
    expect(end).toMatchObject({ how: 'exited', code: 0, stdout: 'done\n', stderr: '' });
  });

  it('ends processes that need too much memory together, though none does alone', async () => {
    const hog = 'globalThis.kept = Buffer.alloc(150 * 1048576, 1); setInterval(() => {}, 1000)';
    const end = await run(
      `for (let n = 0; n < 4; n += 1) require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hog)}], { stdio: 'ignore' });
       setInterval(() => {}, 1000);`,
      { memoryBytes: 384 * MIB },
    );
    expect(end).toMatchObject({ how: 'out-of-memory' });
  });

  it('ends what starts too many processes', async () => {
    const end = await run(
      `const { spawn } = require('child_process');
       for (let n = 0; n < 120; n += 1) spawn('sleep', ['30'], { stdio: 'ignore' }).on('error', () => {});
       setInterval(() => {}, 1000);`,
      { processes: 64 },
    );
    expect(end).toMatchObject({ how: 'too-many-processes', most: 64 });
  });

  it('ends what uses too much processor time in all', async () => {
    const loop = 'const until = Date.now() + 15000; while (Date.now() < until);';
    const end = await run(
      `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(loop)}], { stdio: 'ignore' }); ${loop}`,
      { cpuMs: 1000 },
    );
    expect(end).toMatchObject({ how: 'cpu-time-limit', cpuMs: 1000 });
  });

  it('ends what writes too much to its directories together, in however many files', async () => {
    const places = JSON.stringify(['tree', 'reports', 'home', 'tmp'].map((name) => path.join(root, name)));
    const end = await run(
      `const fs = require('fs');
       for (let n = 0; n < 40; n += 1) {
         const place = ${places}[n % 4] + '/' + n;
         fs.mkdirSync(place);
         fs.writeFileSync(place + '/file', Buffer.alloc(1048576, 1));
       }
       setInterval(() => {}, 1000);`,
      // All four places have to be counted to come to this.
      { diskBytes: 34 * MIB },
    );
    expect(end).toMatchObject({ how: 'disk-limit', limitBytes: 34 * MIB });
  });

  it('sees too much on the disk also when the tool is done before anyone looks', async () => {
    const end = await run(
      `for (let n = 0; n < 40; n += 1) require('fs').writeFileSync('file' + n, Buffer.alloc(1048576, 1));`,
      { diskBytes: 16 * MIB },
    );
    expect(end).toMatchObject({ how: 'disk-limit' });
  });

  it('lets no single file grow beyond the limit', async () => {
    const end = await run(
      `try { require('fs').writeFileSync('file', Buffer.alloc(40 * 1048576, 1)); } catch (error) { console.log(error.code); }
       console.log(require('fs').statSync('file').size);
       require('fs').rmSync('file');`,
      { diskBytes: 16 * MIB },
    );
    // Whoever looks at the disk in that moment may end the run first, since the file fills all that is allowed.
    expect(end.how === 'disk-limit' ? end.how : end.stdout).toMatch(
      new RegExp(`^disk-limit$|EFBIG\n${16 * MIB}`),
    );
  });

  it('leaves nothing of a process that dropped its mark and left its session', async () => {
    const orphan = 'setInterval(() => {}, 1000)';
    const end = await run(
      `const { spawn } = require('child_process');
       const child = spawn(process.execPath, ['-e', ${JSON.stringify(orphan)}, '${token}'], { detached: true, stdio: 'ignore', env: {} });
       child.unref();
       setTimeout(() => {}, 500);`,
      {},
    );
    expect(end.how).toBe('exited');
    await eventually(async () => (await processesRunning(token)).length === 0);
  });

  it('passes no descriptor on but the standard ones, and no environment through /proc', async () => {
    process.env['QG_LIMITS_SECRET'] = 'hush';
    const end = await run(
      `const fs = require('fs');
       const links = (pid) => fs.readdirSync('/proc/' + pid + '/fd').flatMap((fd) => { try { return fs.readlinkSync('/proc/' + pid + '/fd/' + fd); } catch { return []; } });
       const environment = (pid) => fs.readFileSync('/proc/' + pid + '/environ', 'latin1');
       console.log(JSON.stringify({ links: links('self'), environment: environment('self') + (process.ppid === 1 ? environment(1) : '') }));`,
      {},
    );
    delete process.env['QG_LIMITS_SECRET'];
    expect(end.stdout).not.toContain('hush');
    const { links } = z.object({ links: z.array(z.string()) }).parse(JSON.parse(end.stdout));
    expect(
      links.filter((link) => !/^(?:pipe|socket|anon_inode):|^\/dev\/null$|^\/proc\//.test(link)),
    ).toEqual([]);
  });
}

it('says what holds each limit', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'qg-limits-'));
  const watching = await limiterOf([], noSandbox, directory);
  expect(watching.containment).toEqual({
    memory: 'watched',
    processes: 'watched',
    cpuTime: 'watched',
    disk: 'watched',
    fileSize: 'rlimit',
  });
  // A place that cannot have groups is left out, whatever it is said to hold.
  const broken = await limiterOf(
    [{ kind: 'cgroup-v2', directory, controllers: [memoryOf('nowhere')] }],
    noSandbox,
    directory,
  );
  expect(broken.containment.memory).toBe('watched');
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

function memoryOf(file: string) {
  return {
    limit: 'memory' as const,
    settings: () => [{ file, value: '1' }],
    exceeded: () => Promise.resolve(undefined),
  };
}

it('joins the groups before the command runs', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'qg-limits-'));
  const limiter = await chooseLimiter(noSandbox, directory);
  const space = { directory, reports: directory, home: directory, temporary: directory, readOnly: [] };
  const reaper = startReaper('none', path.join(directory, 'nothing'));
  const end = await runCommand(
    { file: '/bin/cat', args: ['/proc/self/cgroup'] },
    {
      sandbox: noSandbox,
      space,
      limits: { timeoutMs: 10_000, outputBytes: 10_000 },
      limiter,
      reaper,
      marker: 'joined.1',
    },
  );
  reaper.dismiss();
  await rm(directory, { recursive: true });
  expect(end.stdout.match(/quality-gates-joined\.1/g) ?? []).toHaveLength(limiter.groupDirectories.length);
  expect(await readFile('/proc/self/cgroup', 'utf8')).not.toContain('quality-gates-joined');
});
