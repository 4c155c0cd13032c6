import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { approves, approvesAndKeeps, drips, hangsUp, inTurn, isSilent, resets } from '../support/answers.js';
import { application } from '../support/application.js';
import { type Exchange, faultServer } from '../support/fault-server.js';
import { endOf, expectEnd, type Scenario, type Story, unavailable } from '../support/scenario.js';

/** Two attempts of a fifth of a second. */
const IMPATIENT = { attemptTimeoutMs: 200, retry: { maxAttempts: 2, baseDelayMs: 1 } };

export const noResponse = [
  {
    name: 'reset after the request was read',
    answer: inTurn(resets(), approves),
    ends: 'approved',
    requests: 2,
    also: ({ posts }) => expectSameQuestion(posts),
  },
  {
    name: 'end of the connection after the request was read',
    answer: inTurn(hangsUp, approves),
    ends: 'approved',
    requests: 2,
    also: ({ posts }) => expectSameQuestion(posts),
  },
  {
    name: 'a pooled connection is reset on reuse',
    async story() {
      await using server = await faultServer(inTurn(approvesAndKeeps, resets(), approvesAndKeeps));
      {
        await using app = await application({ url: server.url, retry: { baseDelayMs: 60_000 } });
        expectEnd(await endOf(app.client.checkQuality(question)), 'approved');
        const startedAt = performance.now();
        expectEnd(await endOf(app.client.checkQuality(question)), 'approved');
        expect(performance.now() - startedAt).toBeLessThan(2_000);
        expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 2]);
        expect(app.runtime.open).toEqual([]);
      }
      await server.allClosed();
    },
  },
  {
    name: 'half-open: accepted, never answered',
    answer: isSilent,
    options: IMPATIENT,
    ends: unavailable(/did not answer within/),
    requests: 2,
    atLeastMs: 395,
  },
  {
    name: 'header bytes dripped',
    answer: drips('HTTP/1.1 200 OK\r\nX-Slow: '),
    options: IMPATIENT,
    ends: unavailable(/did not answer within/),
    requests: 2,
    atLeastMs: 395,
  },
  {
    // axios' own setting would change the code of a timeout, and with it what axios-retry repeats.
    name: 'an attempt that timed out is no other fault than silence (clarifyTimeoutError)',
    answer: inTurn(isSilent, approves),
    options: IMPATIENT,
    ends: 'approved',
    requests: 2,
    atLeastMs: 195,
  },
] satisfies (Scenario | Story)[];

/** Sending again is safe only because the question names itself by its content. */
function expectSameQuestion(posts: readonly Exchange[]): void {
  const [first, ...others] = posts;
  for (const { body, headers } of others) {
    expect(body).toBe(first?.body);
    expect(headers.get('quality-gates-caller')).toBe(first?.headers.get('quality-gates-caller'));
  }
}
