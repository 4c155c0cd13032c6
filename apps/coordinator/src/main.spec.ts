import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { cleanUp, temporaryDirectory } from './testing/rig.js';

const MAIN = join(__dirname, '../dist/main.js');
const Listening = z.object({ event: z.literal('listening'), url: z.url() });

const started: ChildProcessWithoutNullStreams[] = [];

function start(environment: Record<string, string>, ...args: string[]): ChildProcessWithoutNullStreams {
  const env = { PATH: process.env['PATH'] ?? '', QG_PORT: '0', QG_SANDBOX: 'none', ...environment };
  const child = spawn(process.execPath, [MAIN, ...args], { env });
  started.push(child);
  return child;
}

async function end(
  child: ChildProcessWithoutNullStreams,
): Promise<{ code: unknown; out: string; err: string }> {
  const [[code], out, err] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, err };
}

async function listening(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [line] = await once(createInterface(child.stdout), 'line');
  return Listening.parse(JSON.parse(String(line))).url;
}

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  await cleanUp();
});

describe('the process', () => {
  it('explains itself', async () => {
    const { code, out } = await end(start({}, '--help'));
    expect(code).toBe(0);
    expect(out).toContain('QG_ROOTS');
  });

  it('stops when its standard input ends, where that was asked for', async () => {
    const child = start({ QG_ROOTS: temporaryDirectory() }, '--stop-with-stdin');
    await listening(child);
    child.stdin.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('refuses arguments that it does not know', async () => {
    expect(await end(start({}, '--prot=1'))).toMatchObject({ code: 64, out: '' });
  });

  it('refuses a wrong configuration with all its problems', async () => {
    const { code, out, err } = await end(start({ QG_PORT: 'x', QG_HOST: '0.0.0.0' }));
    expect({ code, out }).toEqual({ code: 78, out: '' });
    for (const name of ['QG_PORT', 'QG_TOKEN', 'QG_ROOTS']) expect(err).toContain(`  ${name}: `);
  });

  it('says where it listens, on one line, and ends well when asked to', async () => {
    const child = start({ QG_ROOTS: temporaryDirectory() });
    const url = await listening(child);
    expect((await fetch(`${url}/api/health/ready`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await end(child)).code).toBe(0);
  });

  it('ends at once when it is asked a second time', async () => {
    const script = `
      const { untilStopped } = await import(${JSON.stringify(pathToFileURL(join(__dirname, '../dist/until-stopped.js')))});
      const asked = untilStopped();
      setInterval(() => {}, 1000);
      console.log('ready');
      console.log(await asked);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    started.push(child);
    const lines = createInterface(child.stdout);
    await once(lines, 'line');
    child.kill('SIGTERM');
    expect(await once(lines, 'line')).toEqual(['SIGTERM']);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([1, null]);
  });

  it('makes tokens, and takes another file of them when it is told to', async () => {
    const { out } = await end(start({}, 'token', '--name', 'ci', '--scopes', 'checks:read'));
    const made = z.object({ secret: z.string(), entry: z.unknown() }).parse(JSON.parse(out));
    const path = join(temporaryDirectory(), 'tokens.json');
    writeFileSync(path, JSON.stringify({ tokens: [made.entry] }));
    const child = start({ QG_ROOTS: temporaryDirectory(), QG_TOKENS_FILE: path });
    const log = createInterface(child.stderr);
    const url = `${await listening(child)}/api/quality/checks/x`;
    const headers = { authorization: `Bearer ${made.secret}` };
    expect((await fetch(url, { headers })).status).toBe(404);
    writeFileSync(path, '{"tokens":[]}');
    const read = new Promise<void>((resolve) => {
      log.on('line', (line) => {
        if (line.includes('tokens read')) resolve();
      });
    });
    child.kill('SIGHUP');
    await read;
    expect((await fetch(url, { headers })).status).toBe(401);
  });

  it('tells which port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, err } = await end(start({ QG_ROOTS: temporaryDirectory(), QG_PORT: port }));
    taken.close();
    expect(code).toBe(1);
    expect(err).toContain(port);
  });
});
