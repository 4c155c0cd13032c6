import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { v1Hierarchies } from './cgroup-v1.js';
import { v2Hierarchies } from './cgroup-v2.js';
import { findCgroups } from './cgroup-places.js';
import type { Controller } from './cgroup.js';

const reading = (cgroup: string, mountinfo: string) => (file: string) =>
  Promise.resolve(file.endsWith('mountinfo') ? mountinfo : cgroup);
const CEILINGS = { memoryBytes: 1000, processes: 10, cpuMs: 500, diskBytes: 1000 };

describe('where this process is in the control groups', () => {
  it('is read for both versions side by side', async () => {
    const places = await findCgroups(
      reading(
        '4:memory:/jobs/a\n3:cpu,cpuacct:/jobs\n0::/user.slice/a.scope\n',
        '30 25 0:26 / /sys/fs/cgroup/memory rw,nosuid shared:9 - cgroup cgroup rw,memory\n' +
          '31 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n' +
          '32 25 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n',
      ),
    );
    expect(places.v2).toEqual({
      directory: '/sys/fs/cgroup/unified/user.slice/a.scope',
      mount: '/sys/fs/cgroup/unified',
    });
    expect(v1Hierarchies(places).map(({ directory }) => directory)).toEqual([
      '/sys/fs/cgroup/memory/jobs/a',
      '/sys/fs/cgroup/cpu,cpuacct/jobs',
    ]);
  });

  it('is found below a mount that shows a part only, and not where it is not shown', async () => {
    const mounts = '30 25 0:26 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n';
    const inside = await findCgroups(reading('4:memory:/docker/abc/x\n', mounts));
    expect(inside.v1.get('memory')).toBe('/sys/fs/cgroup/memory/x');
    const outside = await findCgroups(reading('4:memory:/elsewhere\n', mounts));
    expect(outside.v1.size).toBe(0);
  });

  it('is nowhere on a system without them', async () => {
    const places = await findCgroups(reading('', ''));
    expect([places.v2, v1Hierarchies(places), await v2Hierarchies(places)]).toEqual([undefined, [], []]);
  });
});

describe('the unified hierarchy', () => {
  let mount: string;
  const directory = () => path.join(mount, 'app.slice', 'run.scope');

  beforeEach(async () => {
    mount = await mkdtemp(path.join(tmpdir(), 'qg-cgroup-'));
    await mkdir(directory(), { recursive: true });
    await writeFile(path.join(directory(), 'cgroup.controllers'), 'cpu memory pids\n');
  });
  afterEach(() => rm(mount, { recursive: true }));
  const found = async () =>
    (await v2Hierarchies({ v2: { directory: directory(), mount }, v1: new Map() })).map((one) => ({
      place: path.relative(mount, one.directory),
      limits: one.controllers.map(({ limit }) => limit),
    }));

  it('offers its own group where the controllers are handed on, and the place beside it', async () => {
    await writeFile(path.join(directory(), 'cgroup.subtree_control'), 'memory pids\n');
    await writeFile(path.join(mount, 'app.slice', 'cgroup.subtree_control'), 'memory\n');
    expect(await found()).toEqual([
      { place: 'app.slice/run.scope', limits: ['memory', 'processes', 'cpuTime'] },
      { place: 'app.slice', limits: ['memory', 'cpuTime'] },
    ]);
  });

  it('holds what its controllers can, and tells when a limit was reached', async () => {
    await writeFile(path.join(directory(), 'cgroup.subtree_control'), 'memory pids\n');
    const [own] = await v2Hierarchies({ v2: { directory: directory(), mount }, v1: new Map() });
    const exceeded = async (texts: Readonly<Record<string, string>>) => {
      const ends = await Promise.all(
        (own?.controllers ?? []).map((one: Controller) =>
          one.exceeded((file) => Promise.resolve(texts[file] ?? ''), CEILINGS),
        ),
      );
      return ends.filter((end) => end !== undefined);
    };
    const calm = {
      'memory.events': 'low 0\nhigh 0\nmax 12\noom 1\noom_kill 0\n',
      'pids.events': 'max 0\n',
      'cpu.stat': 'usage_usec 499999\nuser_usec 1\n',
    };
    expect(await exceeded(calm)).toEqual([]);
    expect(await exceeded({ ...calm, 'memory.events': 'max 99\noom_kill 1\n' })).toEqual([
      { limit: 'memory', limitBytes: 1000 },
    ]);
    expect(await exceeded({ ...calm, 'pids.events': 'max 3\n' })).toEqual([{ limit: 'processes', most: 10 }]);
    expect(await exceeded({ ...calm, 'cpu.stat': 'usage_usec 501000\n' })).toEqual([
      { limit: 'cpu-time', cpuMs: 500 },
    ]);
    expect(own?.controllers.flatMap((one) => one.settings(CEILINGS))).toEqual([
      { file: 'memory.max', value: '1000' },
      { file: 'memory.swap.max', value: '0', optional: true },
      { file: 'memory.oom.group', value: '1', optional: true },
      { file: 'pids.max', value: '10' },
    ]);
  });
});
