import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import fc from 'fast-check';
import { Problem } from '@quality-gates/contract';
import { cleanUp, problemIn, question, Rig } from '../testing/rig.js';

let rig: Rig;
const SETTINGS = {
  QG_REQUESTS_PER_MINUTE: '1000000',
  QG_BODY_LIMIT_BYTES: '131072',
  QG_REQUEST_TIMEOUT_MS: '1000',
  QG_MAX_CONNECTIONS: '20',
};
beforeAll(async () => {
  rig = await Rig.start(SETTINGS);
});
afterAll(cleanUp);
afterEach(async () => {
  expect(rig.engine.calls).toHaveLength(0);
  expect((await rig.get('/api/health/live')).status).toBe(200);
});

const open = (): Socket => connect(Number(new URL(rig.url).port), '127.0.0.1');

/** Sends bytes and takes in all that comes back, until the server closes. */
async function exchange(bytes: string | Uint8Array, { end = true } = {}): Promise<string> {
  const socket = open();
  const answer = text(socket).catch(() => '');
  socket.on('error', () => {});
  if (end) socket.end(bytes);
  else socket.write(bytes);
  return answer;
}

/** The last answer on a connection: its status, and the problem in it. */
function problemOf(answer: string): { status: number; problem: Problem } {
  const [head = '', body = ''] = answer.slice(answer.lastIndexOf('HTTP/1.1 ')).split('\r\n\r\n');
  expect(head.toLowerCase()).toContain('content-type: application/problem+json');
  return { status: Number(head.split(' ')[1]), problem: Problem.parse(JSON.parse(body)) };
}

const HEAD = 'POST /api/quality/check HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n';
const JSON_HEAD = `${HEAD}Content-Type: application/json\r\n`;

describe('a request that is wrong as HTTP', () => {
  it.each([
    ['two lengths', `${JSON_HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    [
      'a length and chunks',
      `${JSON_HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a negative length', `${JSON_HEAD}Content-Length: -1\r\n\r\n`, 400],
    ['a length that is no number', `${JSON_HEAD}Content-Length: 2x\r\n\r\n{}`, 400],
    ['a chunk that is none', `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['an unknown encoding', `${JSON_HEAD}Transfer-Encoding: magic\r\n\r\n{}`, 400],
    ['a header over two lines', `${JSON_HEAD}X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}`, 400],
    ['a zero byte in a header', `${JSON_HEAD}X: a\0b\r\nContent-Length: 2\r\n\r\n{}`, 400],
    ['an address that is too long', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['too many headers in bytes', `${JSON_HEAD}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a length beyond the limit', `${JSON_HEAD}Content-Length: 99999999999\r\n\r\n`, 413],
    [
      'chunks beyond the limit',
      `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n21000\r\n${' '.repeat(0x21000)}\r\n0\r\n\r\n`,
      413,
    ],
    ['a body that is compressed', `${JSON_HEAD}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`, 415],
    ['no media type', `${HEAD}Content-Length: 2\r\n\r\n{}`, 415],
    ['a media type that is none', `${HEAD}Content-Type: ;;\r\nContent-Length: 2\r\n\r\n{}`, 415],
  ])('is refused for %s', async (_, bytes, status) => {
    const answer = problemOf(await exchange(bytes, { end: false }));
    expect(answer.status).toBe(status);
    expect(answer.problem.status).toBe(status);
  });

  it('is refused when its head takes too long', async () => {
    expect(
      problemOf(await exchange('POST /api/quality/check HTTP/1.1\r\nHost: ', { end: false })).status,
    ).toBe(408);
  });

  it('is refused when its body takes too long, and says so', async () => {
    const { status, problem } = problemOf(
      await exchange(`${JSON_HEAD}Content-Length: 100\r\n\r\n{"stage":`, { end: false }),
    );
    expect({ status, code: problem.code }).toEqual({ status: 408, code: 'invalid-request' });
  });

  it('never ends the service, whatever its bytes are', async () => {
    const head = fc.constantFrom(
      '',
      HEAD,
      JSON_HEAD,
      'GET / HTTP/1.1\r\n',
      'DELETE /api/quality/checks/x HTTP/1.1\r\n',
    );
    const line = fc.tuple(
      fc.constantFrom(
        'Content-Length',
        'Transfer-Encoding',
        'Host',
        'Prefer',
        'Authorization',
        'Last-Event-ID',
        'X',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(
        head,
        fc.array(line, { maxLength: 4 }),
        fc.uint8Array({ maxLength: 200 }),
        async (start, lines, tail) => {
          const bytes = Buffer.concat([
            Buffer.from(
              start + lines.map(([name, value]) => `${name}: ${value}\r\n`).join('') + '\r\n',
              'latin1',
            ),
            tail,
          ]);
          const answer = await exchange(bytes);
          expect(answer).not.toMatch(/^HTTP\/1\.1 5/m);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a body that is wrong', () => {
  const send = (body: RequestInit['body'], type = 'application/json'): Promise<Response> =>
    fetch(`${rig.url}/api/quality/check`, { method: 'POST', body, headers: { 'content-type': type } });

  it.each<[string, () => RequestInit['body']]>([
    ['nested too deeply', () => `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['nested a little too deeply', () => `{"a":${'['.repeat(16)}${']'.repeat(16)}}`],
    [
      'of too many values',
      () => JSON.stringify({ ...question(), gates: Array.from({ length: 15_000 }, () => 'a') }),
    ],
    [
      'of too many keys',
      () => JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [i, 0]))),
    ],
    [
      'with more gates than there may be',
      () => JSON.stringify({ ...question(), gates: Array.from({ length: 65 }, (_, i) => `g${i}`) }),
    ],
    ['with a prototype', () => '{"__proto__":{"stage":"pre-commit"}}'],
    ['with an escaped prototype', () => String.raw`{"\u005f_proto__":{"stage":"pre-commit"}}`],
    ['with a constructor', () => '{"candidate":{"constructor":{"prototype":{"x":1}}}}'],
    ['no UTF-8', () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-8 that is cut', () => Buffer.from('{"a":"é"}', 'utf8').subarray(0, 7)],
    ['UTF-16', () => Buffer.from(JSON.stringify(question()), 'utf16le')],
    ['two values', () => '{}{}'],
    ['not a number', () => '{"stage":NaN}'],
    ['a string', () => '"pre-commit"'],
    ['null', () => 'null'],
  ])('is refused when it is %s', async (_, body) => {
    const answer = await send(body());
    expect(answer.status).toBe(400);
    await problemIn(answer, 'invalid-request');
  });

  it('is not looked at any further when it would be a burden to', async () => {
    const gates = Array.from({ length: 15_000 }, () => 'A');
    const detailOf = async (body: string): Promise<string | undefined> =>
      (await problemIn(await send(body), 'invalid-request')).detail;
    expect(await detailOf(JSON.stringify({ ...question(), gates }))).toContain('more than 10000 values');
    expect(await detailOf(`${'['.repeat(17)}${']'.repeat(17)}`)).toContain('deeper than 16 levels');
    expect(await detailOf(`${'['.repeat(16)}${']'.repeat(16)}`)).toContain('not a valid check request');
  });

  it('is refused for one wrong byte in a question that is right', async () => {
    const right = JSON.stringify({ ...question(), origin: { agentId: 'agent-@', taskId: 'x' } });
    const wrong = Buffer.from(right);
    wrong[right.indexOf('@')] = 0xff;
    expect((await problemIn(await send(wrong), 'invalid-request')).detail).toContain('UTF-8');
  });

  it('is answered with a 4xx, whatever JSON it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 5 }),
        fc.constantFrom('', 'candidate', 'waivers', 'origin', 'gates'),
        async (value, key) => {
          // A question may come with no waivers, and say so.
          fc.pre(key !== 'waivers' || !Array.isArray(value) || value.length > 0);
          const answer = await send(JSON.stringify(key === '' ? value : { ...question(), [key]: value }));
          const status = answer.status === 202 || answer.status === 200 ? 400 : answer.status;
          expect(status).toBe(400);
          await answer.body?.cancel();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is answered with a 4xx, whatever bytes and media type it has', async () => {
    const types = fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'text/json',
      'a/b',
      'application/x-git-packed-objects',
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), types, async (bytes, type) => {
        const answer = await send(Buffer.from(bytes), type);
        expect([400, 415]).toContain(answer.status);
        Problem.parse(await answer.json());
      }),
      { numRuns: 60 },
    );
  });
});

describe('more connections than there may be', () => {
  it('are told so, while the process says that it lives', async () => {
    const taken = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = open();
        await once(socket, 'connect');
        return socket;
      }),
    );
    // What has been answered has been accepted before.
    const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    taken[0]?.write(request('/api/health/live'));
    if (taken[0]) await once(taken[0], 'data');
    const refused = problemOf(await exchange(request('/api/quality/checks/x'), { end: false }));
    expect(refused.problem.code).toBe('coordinator-unavailable');
    expect(await exchange(request('/api/health/live'), { end: false })).toMatch(/^HTTP\/1\.1 200 /);
    const closed = taken.map((socket) => once(socket, 'close'));
    for (const socket of taken) socket.destroy();
    await Promise.all(closed);
  });
});
