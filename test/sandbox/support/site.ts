import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, realpath, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a host has that a candidate must not reach. Nothing of the real host is touched. */
export interface Site extends AsyncDisposable {
  /** A text that stands in every file that is to stay secret. */
  secret: string;
  files: Record<'npmrc' | 'sshKey' | 'record' | 'token' | 'otherTree' | 'outside', string>;
  /** The reports of another run. */
  otherReports: string;
  temporary: string;
  port: number;
  socket: string;
  abstractSocket: string;
  /** How many connections reached the listeners. */
  connections(): number;
  /** A process of the host, with the secret in its environment and its command line. */
  victim: ChildProcess;
}

export async function layOutSite(): Promise<Site> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'qg-site-')));
  const secret = `secret-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const temporary = path.join(root, 'temporary');
  const files = {
    npmrc: path.join(root, 'home', '.npmrc'),
    sshKey: path.join(root, 'home', '.ssh', 'id_ed25519'),
    record: path.join(root, 'record', 'answer.json'),
    token: path.join(root, 'token'),
    otherTree: path.join(temporary, 'quality-gates-other', 'run.1', 'tree', 'source.ts'),
    outside: path.join(root, 'outside.txt'),
  };
  const otherReports = path.join(temporary, 'quality-gates-other', 'run.1', 'reports');
  await mkdir(otherReports, { recursive: true });
  for (const file of Object.values(files)) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, secret);
  }

  let connections = 0;
  const listen = async (where: { port: number; host: string } | { path: string }): Promise<Server> => {
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.end();
    });
    server.listen(where);
    await once(server, 'listening');
    return server;
  };
  const socket = path.join(root, 'socket');
  const abstractSocket = `\0qg-${secret}`;
  const tcp = await listen({ port: 0, host: '127.0.0.1' });
  const servers = [tcp, await listen({ path: socket }), await listen({ path: abstractSocket })];
  const address = tcp.address();

  const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', secret], {
    stdio: 'ignore',
    env: { VICTIM: secret },
  });
  await once(victim, 'spawn');
  return {
    secret,
    files,
    otherReports,
    temporary,
    port: typeof address === 'object' && address ? address.port : 0,
    socket,
    abstractSocket,
    connections: () => connections,
    victim,
    async [Symbol.asyncDispose]() {
      if (victim.exitCode === null && victim.signalCode === null) {
        victim.kill('SIGKILL');
        await once(victim, 'exit');
      }
      for (const server of servers) server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
