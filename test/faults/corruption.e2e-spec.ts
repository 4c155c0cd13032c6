import fc from 'fast-check';
import type { Verdict } from '@quality-gates/contract';
import { question } from '../../libs/quality-gates/src/rig/client-rig.js';
import { response } from '../../libs/quality-gates/src/rig/raw-server.js';
import { approval, checkId, ok, refuses, sends } from './support/answers.js';
import { applicationIn } from './support/application.js';
import { damage, tampered } from './support/corruption.js';
import { type Answer, type FaultServer, faultServer } from './support/fault-server.js';
import { hastyRuntime } from './support/hasty-runtime.js';
import { approves, isApprovalOf } from './support/oracle.js';
import { approvesInEvents, approvesOverHttp, bodyOf } from './support/oracle-of-bytes.js';
import { endOf } from './support/scenario.js';
import { stream } from './support/streams.js';
import { VERDICTS } from './support/verdicts.js';

/** So much faster does time pass for the client; its pauses are no part of the question here. */
const HASTE = 100;
/** Said with each failure; QG_SEED repeats a run. */
const SEED = Number(process.env['QG_SEED'] ?? Date.now() % 2 ** 31);
const RUN = { seed: SEED, numRuns: 120, endOnFailure: true };
const [, rejection] = VERDICTS;

let answer: Answer;
let server: FaultServer;
beforeAll(async () => {
  process.stderr.write(`seed ${SEED}\n`);
  server = await faultServer((exchange) => answer(exchange));
});
afterAll(() => server[Symbol.asyncDispose]());

/** Whether a fresh client takes what comes for an approval; anything but a typed error throws. */
async function isConvinced(answers: Answer): Promise<boolean> {
  answer = answers;
  await using app = await applicationIn(hastyRuntime(HASTE), {
    url: server.url,
    attemptTimeoutMs: 1_000 * HASTE,
    deadlineMs: 3_000 * HASTE,
    retry: { maxAttempts: 1 },
    // One client's fault is not to keep the next from asking.
    circuitBreaker: false,
  });
  const end = await endOf(app.client.checkQuality(question));
  if ('error' in end)
    expect(end).toMatchObject({ error: { code: expect.any(String), retryable: expect.any(Boolean) } });
  expect(app.runtime.open).toEqual([]);
  return 'verdict' in end && end.verdict.outcome === 'approved';
}

/** A reader that believes what says approved. */
function credulous(bytes: Buffer): boolean {
  try {
    return (JSON.parse(bodyOf(bytes)) as Verdict).outcome === 'approved';
  } catch {
    return false;
  }
}

const believed = (what: Buffer | string): Error => new Error(`It was believed:\n${what.toString()}`);
const json = (text: string): Buffer => Buffer.from(response(200, text));
const verdict = fc.constantFrom(...VERDICTS);
const answers: Record<string, fc.Arbitrary<Buffer>> = {
  'a damaged response': fc
    .tuple(verdict, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([given, damages]) =>
      damages.reduce<Buffer>((bytes, change) => change(bytes), json(JSON.stringify(given))),
    ),
  'a damaged body': fc
    .tuple(verdict, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([given, damages]) => {
      const body = damages.reduce<Buffer>(
        (bytes, change) => change(bytes),
        Buffer.from(JSON.stringify(given)),
      );
      return Buffer.concat([Buffer.from(response(200, '', { 'Content-Length': String(body.length) })), body]);
    }),
  'a verdict that was tampered with': verdict.chain((given) => tampered(given, VERDICTS)).map(json),
  'a verdict under other headers': fc
    .tuple(
      verdict,
      fc.constantFrom(200, 200, 201, 202, 203, 204, 206, 299, 301, 304, 400, 404, 500),
      fc.constantFrom('application/json', 'text/html', 'application/problem+json', 'text/event-stream', ''),
      fc.constantFrom('identity', 'gzip', 'br', 'x'),
    )
    .map(([given, status, type, encoding]) =>
      Buffer.from(
        response(status, JSON.stringify(given), { 'Content-Type': type, 'Content-Encoding': encoding }),
      ),
    ),
};

test('believes the answers before they are corrupted, as the oracle does', async () => {
  for (const given of VERDICTS) {
    const convinced = await isConvinced(sends(json(JSON.stringify(given))));
    expect(convinced).toBe(given === approval);
    expect(isApprovalOf(given, question)).toBe(given === approval);
  }
  expect(await isConvinced(longCheck({ events: sends(stream([approval])) }))).toBe(true);
  expect(await isConvinced(longCheck({ look: sends(done(approval)) }))).toBe(true);
});

describe.each(Object.entries(answers))('%s', (_, corrupted) => {
  test('never convinces where it is no approval of this question', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(corrupted, async (bytes) => {
        const mayConvince = approvesOverHttp(bytes, question);
        if (!mayConvince) refused += 1;
        if ((await isConvinced(sends(bytes))) && !mayConvince) throw believed(bytes);
      }),
      RUN,
    );
    expect(refused).toBeGreaterThan(RUN.numRuns / 4);
  });

  test('would convince a reader that believes what says approved', () => {
    const found = fc.check(
      fc.property(corrupted, (bytes) => approvesOverHttp(bytes, question) || !credulous(bytes)),
      { seed: SEED, numRuns: 5_000 },
    );
    expect(found.failed).toBe(true);
  });
});

describe('a long check', () => {
  const tamperedText = verdict.chain((given) => tampered(given, VERDICTS));

  test('is approved by no poll that is no approval of this question', async () => {
    const look = fc
      .tuple(tamperedText, fc.constantFrom(1, 2, 3), fc.constantFrom(checkId, 'f'.repeat(64)))
      .map(([text, run, id]) => ({ text, run, id }));
    await fc.assert(
      fc.asyncProperty(look, async ({ text, run, id }) => {
        const check = `{"checkId":"${id}","run":${run},"state":"done","verdict":${text}}`;
        const mayConvince = id === checkId && run >= RUN_OF_CHECK && approves(text, question);
        if ((await isConvinced(longCheck({ look: sends(json(check)) }))) && !mayConvince) {
          throw believed(check);
        }
      }),
      RUN,
    );
  });

  test('is approved by no damaged poll', async () => {
    const look = fc.tuple(verdict, damage).map(([given, change]) => change(Buffer.from(done(given))));
    await fc.assert(
      fc.asyncProperty(look, async (bytes) => {
        const mayConvince = approvesOverHttp(
          bytes,
          question,
          (value) => (value as { verdict: unknown }).verdict,
        );
        if ((await isConvinced(longCheck({ look: sends(bytes) }))) && !mayConvince) {
          throw believed(bytes);
        }
      }),
      RUN,
    );
  });

  test('is approved by no stream of events without an approval of this question', async () => {
    const events = fc.oneof(
      fc
        .tuple(verdict, fc.array(damage, { minLength: 1, maxLength: 3 }))
        .map(([given, damages]) => damages.reduce<Buffer>((bytes, change) => change(bytes), stream([given]))),
      tamperedText.map((text) => stream([text])),
      fc
        .tuple(verdict, fc.constantFrom('1.3', '2.3', '3.1', 'x', ''))
        .map(([given, id]) => stream([given], id)),
    );
    await fc.assert(
      fc.asyncProperty(events, async (bytes) => {
        const mayConvince = approvesInEvents(bytes, question, RUN_OF_CHECK);
        if ((await isConvinced(longCheck({ events: sends(bytes) }))) && !mayConvince) {
          throw believed(bytes);
        }
      }),
      RUN,
    );
  });
});

const RUN_OF_CHECK = 2;

function done(given: Verdict): string {
  return ok({ checkId, run: RUN_OF_CHECK, state: 'done', verdict: given });
}

/** Takes the question; asked again, it rejects. So only what is looked at in between can approve. */
function longCheck({ events, look }: { events?: Answer; look?: Answer }): Answer {
  let posts = 0;
  return (exchange) => {
    const { method, path, socket } = exchange;
    if (method === 'POST') {
      posts += 1;
      const running = { checkId, run: RUN_OF_CHECK, state: 'running' };
      if (posts === 1) socket.end(response(202, JSON.stringify(running), { 'Retry-After': '0' }));
      else socket.end(ok(rejection));
    } else if (method === 'DELETE') socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    else (path.endsWith('/events') ? (events ?? GONE) : (look ?? GONE))(exchange);
  };
}
const GONE = refuses(404, 'not-found');
