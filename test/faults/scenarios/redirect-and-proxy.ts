import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { response } from '../../../libs/quality-gates/src/rig/raw-server.js';
import { approves } from '../support/answers.js';
import { application } from '../support/application.js';
import { faultServer } from '../support/fault-server.js';
import { distrusted, endOf, expectEnd, type Scenario, type Story } from '../support/scenario.js';

const away = [307, 308].map((status): Story => ({
  name: `${status} to another host`,
  async story() {
    await using elsewhere = await faultServer(approves);
    await using server = await faultServer(({ socket, path }) =>
      socket.end(response(status, '', { Location: elsewhere.url + path })),
    );
    {
      await using app = await application({ url: server.url, token: 'a-token-that-stays-at-home' });
      expectEnd(await endOf(app.client.checkQuality(question)), distrusted());
      expect(app.runtime.open).toEqual([]);
    }
    expect(elsewhere.connections).toBe(0);
    expect(server.requests).toHaveLength(1);
    await server.allClosed();
  },
}));

const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

export const redirectAndProxy: (Scenario | Story)[] = [
  ...away,
  {
    name: 'redirect loop',
    answer: ({ socket, path }) => socket.end(response(307, '', { Location: path })),
    ends: distrusted(),
    requests: 1,
  },
  {
    name: 'HTTP_PROXY in the environment',
    async story() {
      await using proxy = await faultServer(approves);
      await using server = await faultServer(approves);
      const before = { ...process.env };
      for (const name of PROXIES) process.env[name] = proxy.url;
      try {
        await using app = await application({ url: server.url, token: 'a-token-that-stays-at-home' });
        expectEnd(await endOf(app.client.checkQuality(question)), 'approved');
        expect(app.runtime.open).toEqual([]);
      } finally {
        for (const name of PROXIES) {
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
        }
      }
      expect(proxy.connections).toBe(0);
      expect(server.requests).toHaveLength(1);
      await server.allClosed();
    },
  },
];
