import { once } from 'node:events';
import { createServer } from 'node:net';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { approves, isSilent } from '../support/answers.js';
import { application } from '../support/application.js';
import { countAttempts } from '../support/attempts.js';
import { blackHole } from '../support/black-hole.js';
import { selfSigned } from '../support/certificate.js';
import { faultServer } from '../support/fault-server.js';
import { lookUp } from '../support/names.js';
import { endOf, expectEnd, hopeless, type Scenario, type Story, unavailable } from '../support/scenario.js';

const NAME = 'coordinator.test';

export const connect = [
  {
    name: 'ECONNREFUSED',
    async story() {
      const port = await freePort();
      using attempts = countAttempts(port);
      await using app = await application({ url: `http://127.0.0.1:${port}` });
      expectEnd(await endOf(app.client.checkQuality(question)), unavailable(/ECONNREFUSED/));
      expect(attempts.count).toBe(3);
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'DNS ENOTFOUND',
    async story() {
      using lookups = lookUp(NAME, 'ENOTFOUND');
      await using app = await application({ url: `http://${NAME}:3500` });
      expectEnd(await endOf(app.client.checkQuality(question)), hopeless(/does not exist/));
      expect(lookups.count).toBe(1);
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'DNS EAI_AGAIN',
    async story() {
      await using server = await faultServer(approves);
      using lookups = lookUp(NAME, 'EAI_AGAIN', [{ address: '127.0.0.1', family: 4 }]);
      await using app = await application({ url: `http://${NAME}:${server.port}` });
      expectEnd(await endOf(app.client.checkQuality(question)), 'approved');
      expect(lookups.count).toBe(2);
      expect(server.requests).toHaveLength(1);
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'SYN black hole: the accept queue is full',
    async story() {
      await using hole = await blackHole();
      using attempts = countAttempts(hole.port);
      await using app = await application({
        url: `http://127.0.0.1:${hole.port}`,
        attemptTimeoutMs: 200,
        retry: { maxAttempts: 2, baseDelayMs: 1 },
      });
      const startedAt = performance.now();
      expectEnd(await endOf(app.client.checkQuality(question)), unavailable());
      expect(attempts.count).toBe(2);
      expect(performance.now() - startedAt).toBeLessThan(4_000);
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'TLS: untrusted certificate',
    answer: approves,
    server: { tls: selfSigned('127.0.0.1') },
    ends: hopeless(/certificate/i),
    requests: 0,
    also: (server) => expect(server.connections).toBeLessThanOrEqual(1),
  },
  {
    name: 'TLS spoken to a plain port',
    async story() {
      await using server = await faultServer(isSilent, {
        onConnection: (socket) => {
          socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
          return true;
        },
      });
      await using app = await application({ url: server.url.replace('http:', 'https:') });
      expectEnd(await endOf(app.client.checkQuality(question)), hopeless());
      expect(server.connections).toBe(1);
      expect(app.runtime.open).toEqual([]);
      await server.allClosed();
    },
  },
  {
    name: 'localhost is ::1 and 127.0.0.1, the server only on v4',
    async story() {
      await using server = await faultServer(approves);
      using _ = lookUp(NAME, [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ]);
      await using app = await application({ url: `http://${NAME}:${server.port}` });
      expectEnd(await endOf(app.client.checkQuality(question)), 'approved');
      expect(server.requests).toHaveLength(1);
      expect(app.runtime.open).toEqual([]);
    },
  },
] satisfies (Scenario | Story)[];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
