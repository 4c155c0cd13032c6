import { gzipSync } from 'node:zlib';
import axios from 'axios';
import { clientOf, failureOf, jumpingRuntime, NO_LIMITS, question } from '../rig/client-rig.js';
import { type RawExchange, rawServer, response } from '../rig/raw-server.js';
import { ProtocolError } from '../errors/index.js';
import { MockCoordinator, problem, reject, verdictFor } from '../testing/index.js';

const good = verdictFor(question);
const other = verdictFor({ ...question, candidate: { ...question.candidate, tree: 'c'.repeat(40) } });
const rejected = verdictFor(question, {
  gates: [
    {
      status: 'inconclusive',
      gate: 'test',
      required: true,
      durationMs: 1,
      fromRecord: false,
      reason: 'killed',
      retryable: true,
      message: 'x',
    },
  ],
});

const json = (body: unknown): string => response(200, JSON.stringify(body));
const html = '<html>Please log in</html>';

test.each<[string, string | Uint8Array]>([
  ['a page of a captive portal', response(200, html, { 'Content-Type': 'text/html' })],
  ['a page that calls itself JSON', response(200, html)],
  ['no content', response(204, '', { 'Content-Length': '0' })],
  ['a part of the content', response(206, JSON.stringify(good))],
  ['null', json(null)],
  ['a list', json([good])],
  ['a flag in place of a verdict', json({ passed: 'true' })],
  ['a verdict with a member more', json({ ...good, note: 'trust me' })],
  ['a verdict with a member less', json({ ...good, candidate: undefined })],
  ['a verdict about another tree', json(other)],
  ['a verdict about another tree under this id', json({ ...other, checkId: good.checkId })],
  ['a verdict of another stage', json({ ...good, stage: 'post-commit' })],
  ['a verdict under another id', json({ ...good, checkId: other.checkId })],
  ['an approval that does not follow from the gates', json({ ...rejected, outcome: 'approved' })],
  ['an approval by no gate at all', json({ ...good, gates: [], requiredGates: [] })],
  [
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from(response(200, '"aa"').slice(0, -3)), Buffer.from([0xff, 0xfe, 0x22])]),
  ],
  ['more bytes than may be read', json({ ...good, engineVersion: 'x'.repeat(20_000) })],
  ['headers without end', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(70_000)}\r\n\r\n`],
  ['what is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['another protocol', 'HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
  ['a name said twice', response(200, JSON.stringify(good).replace('{', '{"outcome":"rejected",'))],
  ['compressed garbage', response(200, 'garbage', { 'Content-Encoding': 'gzip' })],
])('believes no answer that is %s', async (_, bytes) => {
  await using server = await rawServer(({ socket }) => socket.end(bytes));
  const client = clientOf({ url: server.url, ...NO_LIMITS, maxResponseBytes: 20_000 }, jumpingRuntime());
  const error = await failureOf(client.checkQuality(question));
  expect(error).toBeInstanceOf(ProtocolError);
  expect(error).toMatchObject({ code: 'protocol-error', retryable: false });
});

test.each([
  ['a foreign page', response(200, html, { 'Content-Type': 'text/html' })],
  ['a forged verdict', json({ ...rejected, outcome: 'approved' })],
  ['too much', response(200, 'x'.repeat(20_001))],
])('does not ask again after %s', async (_, bytes) => {
  await using server = await rawServer(({ socket }) => socket.end(bytes));
  await failureOf(
    clientOf({ url: server.url, ...NO_LIMITS, maxResponseBytes: 20_000 }, jumpingRuntime()).checkQuality(
      question,
    ),
  );
  expect(server.count).toBe(1);
});

test('inflates nothing, so a compressed bomb stays small', async () => {
  const bomb = gzipSync(Buffer.alloc(5_000_000));
  await using server = await rawServer(({ socket }) => {
    socket.write(response(200, '', { 'Content-Encoding': 'gzip', 'Content-Length': String(bomb.length) }));
    socket.end(bomb);
  });
  const error = await failureOf(
    clientOf({ url: server.url, ...NO_LIMITS }, jumpingRuntime()).checkQuality(question),
  );
  expect(error).toBeInstanceOf(ProtocolError);
  expect(server.count).toBe(1);
});

test.each([301, 302, 303, 307, 308])(
  'follows no redirect (%d), and tells nobody the token',
  async (status) => {
    await using elsewhere = await MockCoordinator.start();
    const to = { Location: `${elsewhere.url}/api/quality/check` };
    await using server = await rawServer(({ socket }) => socket.end(response(status, '', to)));
    const client = clientOf({ url: server.url, token: 'secret', ...NO_LIMITS }, jumpingRuntime());
    expect(await failureOf(client.checkQuality(question))).toBeInstanceOf(ProtocolError);
    expect(elsewhere.requests).toHaveLength(0);
    expect(server.count).toBe(1);
  },
);

test('goes past every proxy of the environment', async () => {
  const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'];
  const before = names.map((name) => process.env[name]);
  await using proxy = await rawServer(({ socket }) => socket.end(json(good)));
  await using coordinator = await MockCoordinator.start();
  coordinator.answer(reject([{ message: 'no' }]));
  try {
    for (const name of names) process.env[name] = proxy.url;
    const verdict = await clientOf({ url: coordinator.url }).checkQuality(question);
    expect(verdict.outcome).toBe('rejected');
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    });
  }
  expect(proxy.count).toBe(0);
});

test("retries only its own calls, never those of the application's axios", async () => {
  await using coordinator = await MockCoordinator.start();
  coordinator.answerAlways(problem(503, 'shutting-down'));
  await failureOf(clientOf({ url: coordinator.url, ...NO_LIMITS }, jumpingRuntime()).checkQuality(question));
  const seen = coordinator.requests.length;
  await failureOf(axios.post(`${coordinator.url}/api/quality/check`, question, { proxy: false }));
  expect(coordinator.requests).toHaveLength(seen + 1);
});

test('refuses a question of the wrong form before it sends anything', async () => {
  const asked: RawExchange[] = [];
  await using server = await rawServer((exchange) => asked.push(exchange));
  const wrong = { ...question, stage: 'someday' as 'pre-commit' };
  const error = await failureOf(clientOf({ url: server.url }).checkQuality(wrong));
  expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('/stage') });
  expect(asked).toEqual([]);
});
