import { gzipSync } from 'node:zlib';
import type { CheckRequest } from '@quality-gates/contract';
import { verdictFor } from '@quality-gates/nestjs/testing';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { response } from '../../../libs/quality-gates/src/rig/raw-server.js';
import { approval, approves, drips, inTurn, killed, ok, resets, sends } from '../support/answers.js';
import { application } from '../support/application.js';
import { faultServer } from '../support/fault-server.js';
import { distrusted, endOf, expectEnd, type Scenario, type Story } from '../support/scenario.js';

const whole = JSON.stringify(approval);
const json = 'Content-Type: application/json\r\n';
const announced = `HTTP/1.1 200 OK\r\n${json}Content-Length: ${whole.length}\r\n\r\n`;
const elsewhere: CheckRequest = {
  ...question,
  candidate: { ...question.candidate, tree: 'c'.repeat(40) },
};
const other = verdictFor(elsewhere);
const { candidate: _, ...incomplete } = approval;
const gzip = { 'Content-Encoding': 'gzip' };

export const responseBody = [
  {
    name: 'reset in mid-body after 200',
    answer: inTurn(resets(announced + whole.slice(0, 40)), approves),
    ends: 'approved',
    requests: 2,
  },
  {
    name: 'end before the announced length',
    answer: inTurn(sends(announced + whole.slice(0, -1)), approves),
    ends: 'approved',
    requests: 2,
  },
  {
    name: 'truncated JSON, delimited by the close',
    answer: sends(`HTTP/1.1 200 OK\r\n${json}Connection: close\r\n\r\n${whole.slice(0, -1)}`),
    ends: distrusted(),
    requests: 3,
  },
  {
    name: '200 with text/html',
    answer: sends(response(200, '<html>Please log in</html>', { 'Content-Type': 'text/html' })),
    ends: distrusted(),
    requests: 1,
  },
  { name: '200 with an empty body', answer: sends(response(200, '')), ends: distrusted(), requests: 3 },
  {
    name: '204 for a verdict',
    answer: sends('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'),
    ends: distrusted(),
    requests: 1,
  },
  { name: '206 for a verdict', answer: sends(response(206, whole)), ends: distrusted(), requests: 1 },
  {
    name: 'body dripped byte by byte',
    answer: inTurn(drips(announced, 20, ' '), approves),
    options: { attemptTimeoutMs: 200 },
    ends: 'approved',
    requests: 2,
    atLeastMs: 195,
  },
  {
    name: 'gzip garbage',
    answer: sends(response(200, 'garbage', gzip)),
    ends: distrusted(),
    requests: 1,
  },
  {
    name: 'gzip bomb',
    async story() {
      const bomb = gzipSync(Buffer.alloc(200_000_000));
      const head = response(200, '', { ...gzip, 'Content-Length': String(bomb.length) });
      await using server = await faultServer(sends(head, bomb));
      {
        await using app = await application({ url: server.url });
        const before = process.memoryUsage.rss();
        expectEnd(await endOf(app.client.checkQuality(question)), distrusted());
        expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
        expect(server.requests).toHaveLength(1);
        expect(app.runtime.open).toEqual([]);
      }
      await server.allClosed();
    },
  },
  {
    name: 'more than maxResponseBytes',
    answer: sends(ok({ ...approval, engineVersion: 'x'.repeat(1_000_000) })),
    options: { maxResponseBytes: 100_000 },
    ends: distrusted(/maxResponseBytes/),
    requests: 1,
  },
  {
    name: '70 kB of headers',
    answer: sends(response(200, whole, { 'X-Long': 'x'.repeat(70_000) })),
    ends: distrusted(),
    requests: 1,
  },
  {
    name: 'two responses for one request',
    async story() {
      const rejected = verdictFor(question, { gates: [killed] });
      const keep = { Connection: 'keep-alive' };
      // The second response would answer the next question with an approval, were it believed.
      const twice = response(200, JSON.stringify(rejected), keep) + response(200, whole, keep);
      const once = response(200, JSON.stringify(rejected), keep);
      await using server = await faultServer(({ count, socket }) => socket.write(count === 1 ? twice : once));
      {
        await using app = await application({ url: server.url });
        for (let round = 0; round < 3; round += 1) {
          expect(await app.client.checkQuality(question)).toMatchObject({ outcome: 'inconclusive' });
        }
        expect(server.requests).toHaveLength(3);
        expect(app.runtime.open).toEqual([]);
      }
      await server.allClosed();
    },
  },
  {
    name: 'passed: "true" in place of a verdict',
    answer: sends(ok({ passed: 'true' })),
    ends: distrusted(),
    requests: 1,
  },
  { name: 'missing fields', answer: sends(ok(incomplete)), ends: distrusted(), requests: 1 },
  {
    name: 'unknown fields',
    answer: sends(ok({ ...approval, note: 'trust me' })),
    ends: distrusted(),
    requests: 1,
  },
  { name: 'answer for another check id', answer: sends(ok(other)), ends: distrusted(), requests: 1 },
  {
    name: 'answer for another tree',
    answer: sends(ok({ ...other, checkId: approval.checkId })),
    ends: distrusted(/another question/),
    requests: 1,
  },
] satisfies (Scenario | Story)[];
