import { copyFile, link, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bubblewrapMissing, describeUnless } from '../../../../test/support/requirements.js';
import { bubblewrap, whyBubblewrapFails } from './bubblewrap.js';
import { chooseLimiter } from './limits/choose-limiter.js';
import { startReaper } from './reaper.js';
import { runCommand } from './run-command.js';

describeUnless(bubblewrapMissing)('bubblewrap', () => {
  const ownNode = process.execPath;
  let root: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'qg-bubblewrap-')));
    for (const name of ['tree', 'reports', 'home', 'tmp', 'prefix/bin', 'prefix/share'])
      await mkdir(path.join(root, name), { recursive: true });
  });
  afterEach(async () => {
    process.execPath = ownNode;
    await rm(root, { recursive: true, force: true });
  });

  const run = async (script: string) => {
    const reaper = startReaper('none', path.join(root, 'nothing'));
    try {
      return await runCommand(
        { file: process.execPath, args: ['-e', script] },
        {
          sandbox: bubblewrap,
          space: {
            directory: path.join(root, 'tree'),
            reports: path.join(root, 'reports'),
            home: path.join(root, 'home'),
            temporary: path.join(root, 'tmp'),
            readOnly: [],
          },
          limits: { timeoutMs: 20_000, outputBytes: 100_000 },
          limiter: await chooseLimiter(bubblewrap, root),
          reaper,
          marker: `bubblewrap-spec.${process.pid}`,
        },
      );
    } finally {
      reaper.dismiss();
    }
  };

  it('runs a Node.js that lies below /tmp, and shows nothing of what lies beside it', async () => {
    const node = path.join(root, 'prefix/bin/node');
    await link(ownNode, node).catch(() => copyFile(ownNode, node));
    await writeFile(path.join(root, 'prefix/bin/other'), 'secret');
    await writeFile(path.join(root, 'prefix/share/key'), 'secret');
    process.execPath = node;
    expect(await whyBubblewrapFails()).toBeUndefined();
    const end = await run(
      `const { readdirSync } = require('fs');
       console.log(process.execPath, ...['prefix', 'prefix/bin'].flatMap((name) => readdirSync(${JSON.stringify(`${root}/`)} + name)));`,
    );
    expect(end).toMatchObject({ how: 'exited', code: 0, stdout: `${node} bin node\n` });
  });

  it('has room for temporary files in memory, bounded, and nowhere else but in the space', async () => {
    const end = await run(
      `const { writeFileSync, statfsSync } = require('fs');
       for (const place of ['/tmp', '/var/tmp', '/dev/shm', process.cwd(), process.env.HOME, process.env.TMPDIR]) {
         writeFileSync(place + '/file', '');
         const { blocks, bsize } = statfsSync(place);
         console.log(place.startsWith('${root}') ? 'space' : place, place.startsWith('${root}') || blocks * bsize);
       }
       for (const place of ['/', '/dev', '/etc', '/usr', '/proc/sys/kernel', '/var'])
         try { writeFileSync(place + '/file', ''); console.log('wrote to', place); } catch {}`,
    );
    expect(end.stdout.trim().split('\n')).toEqual([
      '/tmp 268435456',
      '/var/tmp 268435456',
      '/dev/shm 268435456',
      'space true',
      'space true',
      'space true',
    ]);
  });
});
