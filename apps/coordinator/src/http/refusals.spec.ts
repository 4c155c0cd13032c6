import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { cleanUp, problemIn, question, Rig, verdictIn } from '../testing/rig.js';

afterEach(cleanUp);

const TOKEN = 'correct-horse-battery';

describe('what is no request for this service', () => {
  it('is answered with a problem where nothing is', async () => {
    const rig = await Rig.start();
    await problemIn(await rig.get('/'), 'not-found');
    await problemIn(await rig.get('/api/quality/checks/'), 'not-found');
    await problemIn(await rig.get('/api/docs/..%2f..%2fpackage.json'), 'not-found');
    await problemIn(await rig.get('/api/docs/package.json'), 'not-found');
  });

  it.each([
    ['/api/quality/check', 'GET', 'POST'],
    ['/api/quality/checks/abc', 'PUT', 'DELETE, GET, HEAD'],
    ['/api/health/live?x=1', 'POST', 'GET, HEAD'],
  ])('is told the methods of %s', async (path, method, allowed) => {
    const rig = await Rig.start();
    const answer = await fetch(`${rig.url}${path}`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allowed);
    await problemIn(answer, 'method-not-allowed');
  });

  it.each([
    ['malformed JSON', '{"stage":', 'application/json', 400, 'invalid-request'],
    ['no JSON at all', '', 'application/json', 400, 'invalid-request'],
    ['a list', '[]', 'application/json', 400, 'invalid-request'],
    ['a poisoned prototype', '{"__proto__":{"x":1}}', 'application/json', 400, 'invalid-request'],
    ['text', JSON.stringify(question()), 'text/plain', 415, 'unsupported-media-type'],
    ['a form', 'stage=pre-commit', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['too much', JSON.stringify('x'.repeat(4096)), 'application/json', 413, 'request-too-large'],
  ] as const)('is refused when its body is %s', async (_, body, type, status, code) => {
    const rig = await Rig.start({ QG_BODY_LIMIT_BYTES: '4096' });
    const headers = { 'content-type': type };
    const answer = await fetch(`${rig.url}/api/quality/check`, { method: 'POST', body, headers });
    expect(answer.status).toBe(status);
    await problemIn(answer, code);
    expect(rig.engine.calls).toHaveLength(0);
  });

  it('is refused when its address is not valid', async () => {
    const rig = await Rig.start();
    await problemIn(await rig.get('/api/quality/checks/%ff'), 'invalid-request');
    await problemIn(await rig.get(`/api/quality/checks/${'a'.repeat(500)}`), 'request-too-large');
  });

  it.each([
    ['that is not HTTP', 'NONSENSE\r\n\r\n', 'HTTP/1.1 400'],
    ['without a host', 'GET /api/health/live HTTP/1.1\r\nConnection: close\r\n\r\n', 'HTTP/1.1 400'],
    [
      'with headers too large',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
      'HTTP/1.1 431',
    ],
  ])('is refused with a problem when it is something %s', async (_, bytes, status) => {
    const rig = await Rig.start();
    const socket = connect(Number(new URL(rig.url).port), '127.0.0.1');
    socket.write(bytes);
    const answer = await text(socket);
    expect(answer).toContain(status);
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
  });
});

describe('authentication', () => {
  it.each([
    ['no token', undefined],
    ['a wrong token', 'Bearer wrong-horse-battery'],
    ['a token that only begins right', `Bearer ${TOKEN}x`],
    ['the start of a token', `Bearer ${TOKEN.slice(0, -1)}`],
    ['another scheme', `Basic ${TOKEN}`],
    ['two tokens', `Bearer ${TOKEN} ${TOKEN}`],
  ])('refuses %s, before it reads the body', async (_, authorization) => {
    const rig = await Rig.start({ QG_TOKEN: TOKEN });
    const headers = { 'content-type': 'text/plain', ...(authorization && { authorization }) };
    const answer = await fetch(`${rig.url}/api/quality/check`, { method: 'POST', body: '{', headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(JSON.stringify(await problemIn(answer, 'unauthorized'))).not.toContain('horse');
    await problemIn(await rig.get('/nowhere', headers), 'unauthorized');
  });

  it('lets the right token in', async () => {
    const rig = await Rig.start({ QG_TOKEN: TOKEN });
    const answering = rig.ask(question(), { token: TOKEN });
    (await rig.engine.next()).answer();
    await verdictIn(await answering);
  });

  it('asks nobody for a token who only wants to know whether the service works', async () => {
    const rig = await Rig.start({ QG_TOKEN: TOKEN, QG_HOST: '0.0.0.0' });
    expect((await rig.get('/api/health/live')).status).toBe(200);
    expect((await rig.get('/api/health/ready')).status).toBe(200);
  });

  it.each(['/metrics', '/api/docs', '/api/docs/start.js', '/api/docs-json'])(
    'opens %s on loopback, and elsewhere to who has the token',
    async (path) => {
      const local = await Rig.start({ QG_TOKEN: TOKEN });
      expect((await local.get(path)).status).toBe(200);
      const open = await Rig.start({ QG_TOKEN: TOKEN, QG_HOST: '0.0.0.0' });
      await problemIn(await open.get(path), 'unauthorized');
      expect((await open.get(path, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    },
  );

  it('answers no other name than that of this machine when there is no token', async () => {
    const rig = await Rig.start();
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'rebound.example:3500' };
      httpRequest(`${rig.url}/api/docs-json`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
