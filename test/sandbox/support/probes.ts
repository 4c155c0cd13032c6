import type { Site } from './site.js';

/** A try of hostile code, as the body of a test that fails when it got through. */
export interface Probe {
  title: string;
  body: string;
  /** Whether it gets through without a sandbox on every host, which proves that it can. */
  getsThrough: boolean;
}

const isRoot = process.getuid?.() === 0;

export function probesOf(site: Site, repository: string): Probe[] {
  const { files, secret } = site;
  const text = (value: string) => JSON.stringify(value);
  const reads = (title: string, file: string): Probe => ({
    title,
    body: `if (readable(${text(file)}).includes(SECRET)) leak();`,
    getsThrough: true,
  });
  const connects = (title: string, options: object): Probe => ({
    title,
    body: `if (await connects(${JSON.stringify(options)})) leak();`,
    getsThrough: true,
  });
  return [
    {
      title: 'read the environment of the engine',
      body: `
        const pids = ['self', process.ppid, 1, ...numbered('/proc')];
        const all = pids.map((pid) => readable('/proc/' + pid + '/environ')).join('') + JSON.stringify(process.env);
        if (all.includes(SECRET)) leak();`,
      getsThrough: true,
    },
    reads('read the settings of npm in a home', files.npmrc),
    reads('read a key in a home', files.sshKey),
    reads("read the coordinator's token", files.token),
    reads('read the record', files.record),
    reads("read another agent's tree", files.otherTree),
    {
      title: 'see what other gates work on',
      body: `if (named(${text(site.temporary)}).includes('quality-gates-other')) leak();`,
      getsThrough: true,
    },
    {
      title: 'write the record',
      body: `writes(${text(files.record)});`,
      getsThrough: true,
    },
    {
      title: 'write into the reports of another run',
      body: `writes(${text(`${site.otherReports}/vitest.json`)});`,
      getsThrough: true,
    },
    {
      title: "read the repository's git directory",
      body: `if (readable(${text(`${repository}/.git/config`)}) !== '') leak();`,
      getsThrough: true,
    },
    {
      title: 'see the repository beside its packages',
      body: `if (named(${text(repository)}).some((name) => name !== 'node_modules')) leak();`,
      getsThrough: true,
    },
    {
      title: "see the host's home directories",
      body: `if (named('/root').length + named('/home').length > 0) leak();`,
      getsThrough: isRoot,
    },
    {
      // Only asked, never done: without a sandbox it would be done to the real ones.
      title: 'write to the dependencies',
      body: `if (writable(fs.realpathSync('node_modules/vitest'))) leak();`,
      getsThrough: true,
    },
    {
      title: 'write to the system',
      body: `if (['/usr/bin', '/etc', '/usr/lib', '/'].some(writable)) leak();`,
      getsThrough: isRoot,
    },
    {
      title: 'write to the settings of the kernel',
      body: `if (['/proc/sys/kernel/core_pattern', '/proc/sys/vm/overcommit_memory', '/proc/sysrq-trigger', '/proc/1/oom_score_adj'].some(writable)) leak();`,
      getsThrough: isRoot,
    },
    {
      title: 'read the memory of the kernel',
      body: `if (fs.existsSync('/proc/kcore') && opens('/proc/kcore') || fs.existsSync('/dev/mem') || fs.existsSync('/dev/kmsg')) leak();`,
      getsThrough: false,
    },
    {
      title: 'see the devices and the buses of the host',
      body: `if (named('/sys').length > 0 || named('/dev').some((name) => /^(?:sd|vd|nvme|loop|kvm)/.test(name))) leak();`,
      getsThrough: true,
    },
    connects('reach a listener of the host over TCP', { host: '127.0.0.1', port: site.port }),
    connects('reach a listener of the host over a socket file', { path: site.socket }),
    connects('reach a listener of the host over an abstract socket', { path: site.abstractSocket }),
    {
      title: 'see processes of the host',
      body: `if (numbered('/proc').some((pid) => readable('/proc/' + pid + '/cmdline').includes(SECRET))) leak();`,
      getsThrough: true,
    },
    {
      title: 'signal a process of the host',
      body: `
        try { process.kill(${site.victim.pid}, 0); } catch { return; }
        if (readable('/proc/${site.victim.pid}/cmdline').includes(SECRET)) leak();`,
      getsThrough: true,
    },
    {
      title: 'see the files of the host through a process',
      body: `
        for (const pid of [1, process.ppid, ...numbered('/proc')])
          if (readable('/proc/' + pid + '/root' + ${text(files.outside)}).includes(SECRET)) leak();`,
      getsThrough: true,
    },
    {
      title: 'read descriptors that were left open',
      body: `
        for (const pid of ['self', 1]) for (const fd of named('/proc/' + pid + '/fd')) {
          const link = target('/proc/' + pid + '/fd/' + fd);
          if (link.startsWith('/') && link.includes('qg-site-')) leak();
        }`,
      getsThrough: false,
    },
    {
      title: 'leave the workspace by a link',
      body: `
        fs.symlinkSync(${text(files.outside)}, 'way-out');
        if (readable('way-out').includes(SECRET)) leak();`,
      getsThrough: true,
    },
    {
      title: 'have rights of its own to give away',
      body: `
        const status = readable('/proc/self/status');
        if (/^CapEff:\\s*0*[1-9a-f]/m.test(status) || !/^NoNewPrivs:\\s*1/m.test(status)) leak();`,
      getsThrough: isRoot,
    },
    {
      title: 'know who the host is',
      body: `if (readable('/etc/hostname') !== '' || require('node:os').hostname() !== 'sandbox' || readable('/etc/shadow') !== '') leak();`,
      getsThrough: true,
    },
  ].map((probe) => ({ ...probe, body: probe.body.replaceAll('SECRET', text(secret)) }));
}

/** A test file of the candidate that tries them all. */
export function testFileOf(probes: readonly Probe[]): string {
  return `import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { it } from 'vitest';

const require = createRequire(import.meta.url);
const leak = (): never => { throw new Error('it got through'); };
const quietly = <T>(action: () => T, otherwise: T): T => { try { return action(); } catch { return otherwise; } };
const readable = (file: string) => quietly(() => fs.readFileSync(file, 'latin1'), '');
const named = (directory: string) => quietly(() => fs.readdirSync(directory), []);
const numbered = (directory: string) => named(directory).filter((name) => /^\\d+$/.test(name));
const target = (link: string) => quietly(() => fs.readlinkSync(link), '');
const writable = (file: string) => quietly(() => { fs.accessSync(file, fs.constants.W_OK); return true; }, false);
const opens = (file: string) => quietly(() => { fs.closeSync(fs.openSync(file, 'r')); return true; }, false);
const writes = (file: string) => { if (quietly(() => { fs.writeFileSync(file, 'forged'); return true; }, false)) leak(); };
const connects = (options: net.NetConnectOpts) =>
  new Promise<boolean>((resolve) => {
    const socket = net.connect(options, () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
// What the helpers are for differs from probe to probe.
void [require, readable, named, numbered, target, writable, opens, writes, connects];

${probes.map(({ title, body }) => `it(${JSON.stringify(title)}, async () => {\n${body}\n});`).join('\n\n')}
`;
}
