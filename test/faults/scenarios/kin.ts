import type { CheckRequest } from '@quality-gates/contract';
import { verdictFor } from '@quality-gates/nestjs/testing';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { response } from '../../../libs/quality-gates/src/rig/raw-server.js';
import {
  approval,
  approves,
  drips,
  inTurn,
  isSilent,
  killed,
  ok,
  refusal,
  refuses,
  resets,
  sends,
} from '../support/answers.js';
import { application } from '../support/application.js';
import { faultServer } from '../support/fault-server.js';
import { distrusted, endOf, expectEnd, type Scenario, type Story, unavailable } from '../support/scenario.js';

const whole = JSON.stringify(approval);
const chunked = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n';
const hex = (text: string): string => Buffer.byteLength(text).toString(16);
const DAY_MS = 86_400_000;
const IMPATIENT = { attemptTimeoutMs: 200, retry: { maxAttempts: 2, baseDelayMs: 1 } };
const ELSEWHERE: CheckRequest = {
  ...question,
  candidate: { ...question.candidate, tree: 'c'.repeat(40) },
};
const REBASED: CheckRequest = {
  ...question,
  candidate: { ...question.candidate, base: { ref: 'main', commit: 'c'.repeat(40) } },
};
const WAIVER = {
  rule: 'no-undef',
  reason: 'x'.repeat(4_000),
  grantedBy: 'lead',
  expiresAt: '2049-12-31T23:59:59.000Z',
};

/** An answer that is wrong and stays wrong: it is believed by nobody, and asked for once. */
const disbelieved = (name: string, ...bytes: (string | Buffer)[]): Scenario => ({
  name,
  answer: sends(...bytes),
  ends: distrusted(),
  requests: 1,
});

/** What is no JSON may have been cut, so it may be asked for again; it is believed no more for that. */
const unreadable = (name: string, ...bytes: (string | Buffer)[]): Scenario => ({
  name,
  answer: sends(...bytes),
  ends: distrusted(),
  requests: [1, 3],
});

/** A body that breaks off counts as a connection that was cut, and is asked for again. */
const cutShort = (name: string, ...bytes: string[]): Scenario => ({
  name,
  answer: sends(...bytes),
  ends: unavailable(),
  requests: 3,
});

/** The approval with one place of its text replaced. */
function altered(place: string, by: string): string {
  if (!whole.includes(place)) throw new Error(`The approval has no ${place}.`);
  return response(200, whole.replace(place, by));
}

export const framing: (Scenario | Story)[] = [
  {
    name: 'fifty interim responses, then the answer',
    answer: ({ socket }) => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50));
      socket.end(response(200, whole));
    },
    ends: 'approved',
    requests: 1,
  },
  {
    name: 'early hints, then the answer',
    answer: sends('HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n', response(200, whole)),
    ends: 'approved',
    requests: 1,
  },
  {
    name: 'interim responses without end',
    answer: drips('', 5, 'HTTP/1.1 100 Continue\r\n\r\n'),
    options: IMPATIENT,
    ends: unavailable(/did not answer within/),
    requests: 2,
  },
  {
    name: '101 that nobody asked for',
    answer: sends('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    options: { attemptTimeoutMs: 1_500, retry: { maxAttempts: 1 } },
    ends: distrusted(),
    requests: 1,
    atMostMs: 1_000,
  },
  {
    name: 'chunks with a trailer',
    answer: sends(`${chunked}Trailer: X-Sum\r\n\r\n${hex(whole)}\r\n${whole}\r\n0\r\nX-Sum: 1\r\n\r\n`),
    ends: 'approved',
    requests: 1,
  },
  {
    name: 'chunks without the last one',
    answer: inTurn(sends(`${chunked}\r\n${hex(whole)}\r\n${whole}\r\n`), approves),
    ends: 'approved',
    requests: 2,
  },
  cutShort('a chunk size beyond 64 bits', `${chunked}\r\nfffffffffffffffff\r\n${whole}`),
  cutShort('a chunk size that is no number', `${chunked}\r\nnope\r\n${whole}\r\n0\r\n\r\n`),
  disbelieved('two lengths that differ', twoLengths(whole.length, 5)),
  disbelieved('a length and chunks', response(200, whole, { 'Transfer-Encoding': 'chunked' })),
  disbelieved('a negative length', response(200, whole, { 'Content-Length': '-1' })),
  disbelieved('a length beyond 64 bits', response(200, whole, { 'Content-Length': '9'.repeat(30) })),
  disbelieved('a NUL in a header', response(200, whole, { 'X-Odd': 'a\0b' })),
  disbelieved('line feeds in place of line ends', response(200, whole).replaceAll('\r\n', '\n')),
  disbelieved('a status of one digit', response(200, whole).replace('200 X', '2 X')),
  disbelieved('HTTP/2 spoken to a client of HTTP/1', Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])),
  disbelieved('a TLS alert on a plain connection', Buffer.from([0x15, 3, 3, 0, 2, 2, 0x46])),
  disbelieved('status 299', response(299, whole)),
  disbelieved('status 203: a proxy has changed the content', response(203, whole)),
  disbelieved('status 304', 'HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n'),
  disbelieved('status 999', response(999, whole)),
  disbelieved('302 without Location', response(302, whole)),
  {
    name: 'HTTP/1.0, delimited by the close',
    answer: sends(`HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${whole}`),
    ends: 'approved',
    requests: 1,
  },
  {
    name: 'a body that is longer than announced does not answer the next question',
    async story() {
      const rejected = verdictFor(question, { gates: [killed] });
      const short = response(200, JSON.stringify(rejected), { Connection: 'keep-alive' });
      await using server = await faultServer(({ count, socket }) =>
        socket.write(count === 1 ? short + whole + response(200, whole) : short),
      );
      {
        await using app = await application({ url: server.url });
        for (let round = 0; round < 2; round += 1) {
          expect(await app.client.checkQuality(question)).toMatchObject({ outcome: 'inconclusive' });
        }
        expect(app.runtime.open).toEqual([]);
      }
      await server.allClosed();
    },
  },
  {
    name: 'an answer that came before the question does not answer it',
    async story() {
      const early = response(200, JSON.stringify(verdictFor(ELSEWHERE)));
      await using server = await faultServer(approves, {
        onConnection: (socket) => {
          socket.end(early);
          return true;
        },
      });
      {
        await using app = await application({ url: server.url });
        expect(await endOf(app.client.checkQuality(question))).toMatchObject({
          error: { code: expect.stringMatching(/^(protocol-error|coordinator-unavailable)$/) },
        });
        expect(app.runtime.open).toEqual([]);
      }
      await server.allClosed();
    },
  },
  {
    name: 'a server whose window stays closed',
    async story() {
      await using server = await faultServer(isSilent, {
        onConnection: (socket) => {
          socket.pause();
          return true;
        },
      });
      const waiver = { tree: question.candidate.tree, base: question.candidate.base.commit, ...WAIVER };
      const large = { ...question, waivers: Array.from({ length: 250 }, () => waiver) };
      {
        await using app = await application({ url: server.url, ...IMPATIENT });
        expectEnd(await endOf(app.client.checkQuality(large)), unavailable(/did not answer within/));
        expect(server.connections).toBe(2);
        expect(app.runtime.open).toEqual([]);
      }
      await server.allClosed();
    },
  },
  {
    name: 'a server on IPv6 alone',
    answer: approves,
    server: { host: '::1' },
    ends: 'approved',
    requests: 1,
  },
  {
    name: 'the connection ends in the TLS handshake',
    async story() {
      await using server = await faultServer(isSilent, {
        onConnection: (socket) => {
          socket.once('data', () => socket.resetAndDestroy());
          return true;
        },
      });
      {
        await using app = await application({ url: server.url.replace('http:', 'https:') });
        expectEnd(await endOf(app.client.checkQuality(question)), unavailable());
        expect(server.connections).toBe(3);
        expect(app.runtime.open).toEqual([]);
      }
      await server.allClosed();
    },
  },
  {
    name: 'each connection is accepted and at once reset, until one is not',
    answer: approves,
    server: {
      onConnection: (socket, connection) => {
        if (connection > 2) return false;
        socket.resetAndDestroy();
        return true;
      },
    },
    ends: 'approved',
    requests: 1,
  },
  {
    name: 'the answer is there, and the reset right behind it',
    answer: inTurn(resets(response(200, whole)), approves),
    ends: 'approved',
    requests: [1, 2],
  },
];

export const contents: (Scenario | Story)[] = [
  unreadable('a byte order mark', response(200, `\uFEFF${whole}`)),
  disbelieved('a lone surrogate in a name', altered('"demo"', String.raw`"demo\ud800"`)),
  disbelieved(
    'an outcome that is said twice',
    altered('"outcome":"approved"', '"outcome":"rejected","outcome":"approved"'),
  ),
  disbelieved(
    'a gate that is answered twice within one object',
    altered('"status":"passed"', '"status":"failed","status":"passed"'),
  ),
  disbelieved(
    'a key that is said twice, once escaped',
    altered('"scope"', String.raw`"\u0073cope":"partial","scope"`),
  ),
  disbelieved('a number that is infinite', altered('"durationMs":1', '"durationMs":1e999')),
  unreadable('a number that is none', altered('"durationMs":1', '"durationMs":NaN')),
  disbelieved('lists in lists, a hundred thousand deep', response(200, deep('[', ']'))),
  disbelieved('objects in objects, a hundred thousand deep', response(200, deep('{"a":', '}', '1'))),
  disbelieved('a check id in upper case', altered(approval.checkId, approval.checkId.toUpperCase())),
  disbelieved('a tree in upper case', altered('a'.repeat(40), 'A'.repeat(40))),
  disbelieved(
    'a problem under status 200',
    response(200, refusal(503, 'internal').split('\r\n\r\n')[1] ?? ''),
  ),
  disbelieved('a check under status 200', ok({ checkId: approval.checkId, run: 1, state: 'running' })),
  disbelieved(
    'a __proto__ that says approved',
    altered('"outcome":"approved"', '"__proto__":{"outcome":"approved"}'),
  ),
  disbelieved('an approval without a gate', ok({ ...approval, gates: [], requiredGates: [] })),
  disbelieved('a gate that passed without evidence', altered('"count":1', '"count":0')),
  disbelieved('a required gate that was skipped', altered('"status":"passed"', '"status":"skipped"')),
  disbelieved('an outcome nobody knows', altered('"outcome":"approved"', '"outcome":"Approved"')),
  disbelieved('a verdict on the same tree on another base', ok(verdictFor(REBASED))),
  disbelieved('a verdict of the other stage', ok(verdictFor({ ...question, stage: 'post-commit' }))),
  disbelieved('a list of verdicts', ok([approval])),
  disbelieved('a verdict as text in JSON', ok(whole)),
  unreadable('JSON behind JSON', response(200, whole + whole)),
  disbelieved('text that calls itself text', response(200, whole, { 'Content-Type': 'text/plain' })),
  disbelieved('no content type', response(200, whole).replace('Content-Type: application/json\r\n', '')),
  disbelieved(
    'a content encoding that is not what it says',
    response(200, whole, { 'Content-Encoding': 'br' }),
  ),
  disbelieved('two content encodings', response(200, whole, { 'Content-Encoding': 'identity, gzip' })),
  unreadable('UTF-16 that says so', utf16(whole)),
  disbelieved('an overlong encoding of a slash', overlong()),
  {
    name: 'a charset that is right, and white space around the JSON',
    answer: sends(
      response(200, ` \r\n\t${whole}\n`, { 'Content-Type': 'Application/JSON; Charset="UTF-8"' }),
    ),
    ends: 'approved',
    requests: 1,
  },
];

export const wishes: Scenario[] = [
  {
    name: 'a clock that is a day ahead, and a date in Retry-After',
    answer: inTurn(refuses(503, 'shutting-down', dated(DAY_MS, 1_000)), approves),
    ends: 'approved',
    requests: 2,
    atLeastMs: 995,
  },
  {
    name: 'a clock that is a day behind, and a date in Retry-After',
    answer: inTurn(refuses(503, 'shutting-down', dated(-DAY_MS, 1_000)), approves),
    ends: 'approved',
    requests: 2,
    atLeastMs: 995,
  },
  {
    name: 'a date in Retry-After that has passed',
    answer: inTurn(refuses(503, 'shutting-down', dated(0, -DAY_MS)), approves),
    ends: 'approved',
    requests: 2,
    atMostMs: 1_500,
  },
  {
    name: 'a Retry-After of more digits than there are seconds',
    answer: refuses(503, 'shutting-down', { 'Retry-After': '9'.repeat(40) }),
    ends: unavailable(),
    requests: [1, 3],
    atMostMs: 1_500,
  },
  {
    name: 'a Retry-After beyond what a timer can hold',
    answer: refuses(503, 'shutting-down', { 'Retry-After': '2147484' }),
    options: { deadlineMs: DAY_MS },
    ends: unavailable(/not before/),
    requests: 1,
    atMostMs: 1_500,
  },
  {
    name: 'Retry-After on a status that is the last word',
    answer: refuses(401, 'unauthorized', { 'Retry-After': '0' }),
    ends: { code: 'unauthorized', retryable: false },
    requests: 1,
  },
  {
    name: 'a status that passes with a code that does not',
    answer: refuses(503, 'forbidden'),
    ends: { code: 'forbidden', retryable: false },
    requests: 1,
  },
  {
    name: 'a status that does not pass with a code that does',
    answer: refuses(400, 'shutting-down'),
    ends: { code: 'coordinator-unavailable', retryable: true },
    requests: 1,
  },
  {
    name: 'a token that never comes',
    answer: approves,
    options: { ...IMPATIENT, token: () => new Promise(() => undefined) },
    ends: unavailable(),
    requests: 0,
  },
];

function dated(skewMs: number, aheadMs: number): Record<string, string> {
  const now = Date.now() + skewMs;
  return { Date: new Date(now).toUTCString(), 'Retry-After': new Date(now + aheadMs).toUTCString() };
}

function twoLengths(one: number, two: number): string {
  return response(200, whole).replace(
    /Content-Length: \d+\r\n/,
    `Content-Length: ${one}\r\nContent-Length: ${two}\r\n`,
  );
}

function deep(open: string, close: string, core = ''): string {
  return open.repeat(100_000) + core + close.repeat(100_000);
}

function utf16(text: string): Buffer {
  const body = Buffer.from(text, 'utf16le');
  const head = response(200, '', {
    'Content-Type': 'application/json; charset=utf-16',
    'Content-Length': String(body.length),
  });
  return Buffer.concat([Buffer.from(head), body]);
}

function overlong(): Buffer {
  const [before = '', after = ''] = whole.split('demo');
  const body = Buffer.concat([Buffer.from(`${before}demo`), Buffer.from([0xc0, 0xaf]), Buffer.from(after)]);
  return Buffer.concat([Buffer.from(response(200, '', { 'Content-Length': String(body.length) })), body]);
}
