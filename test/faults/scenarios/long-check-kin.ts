import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { response } from '../../../libs/quality-gates/src/rig/raw-server.js';
import { approval, checkId, ok, refuses, sends } from '../support/answers.js';
import { eventually } from '../../support/processes.js';
import { application } from '../support/application.js';
import { type Answer, faultServer } from '../support/fault-server.js';
import { endOf, type Story } from '../support/scenario.js';
import { heartbeat, judged, queued, stream, STREAM_HEAD } from '../support/streams.js';
import { running, takes } from '../support/long-answers.js';

const isDone = (run = 1): string => ok({ checkId, run, state: 'done', verdict: approval });
const gone = refuses(404, 'not-found');

/** One question to a server that takes it; whatever is wrong then, its end and the number of posts are as told. */
function long(
  name: string,
  answers: { events?: Answer; look?: Answer; run?: number },
  end: object,
  { posts = 1, ...options }: { posts?: number; deadlineMs?: number; maxResponseBytes?: number } = {},
): Story {
  return {
    name,
    async story() {
      await using server = await faultServer(takes(answers));
      {
        await using app = await application({ url: server.url, ...options });
        expect(await endOf(app.client.checkQuality(question))).toMatchObject(end);
        expect(server.posts).toHaveLength(posts);
        expect(server.requests.length).toBeLessThan(30);
        // A check that is given up is taken back, which may take a moment longer.
        await eventually(() => app.runtime.open.length === 0);
      }
      await server.allClosed();
    },
  };
}

const approved = { verdict: { outcome: 'approved', checkId } };
const late = { error: { code: 'check-timeout', retryable: true } };
const unbelieved = { error: { code: expect.stringMatching(/^(protocol-error|coordinator-unavailable)$/) } };
const approvesInTheEnd: Answer = sends(isDone());

/** One answer after the other; the last one stays. */
function each(...answers: string[]): Answer {
  let next = 0;
  return ({ socket }) => {
    socket.end(answers[Math.min(next, answers.length - 1)] ?? '');
    next += 1;
  };
}

export const longCheckKin: Story[] = [
  long('202 without end', { look: sends(response(200, running(), { 'Retry-After': '1' })) }, late, {
    deadlineMs: 1_500,
  }),
  long('a verdict of an older run', { look: sends(isDone(1)), run: 2 }, unbelieved, { posts: 2 }),
  long(
    'a check that goes back from done to running is done',
    { look: each(isDone(), response(200, running())) },
    approved,
  ),
  long(
    'a Check of another id',
    { look: sends(ok({ checkId: 'f'.repeat(64), run: 1, state: 'done', verdict: approval })) },
    unbelieved,
  ),
  long(
    'events with carriage returns for line ends',
    {
      // The last return might be half of a line end, so something has to follow it.
      events: sends(
        stream([approval])
          .toString()
          .replace(/(?<!\r)\n(?!\r)/g, '\r'),
        ':\r',
      ),
      run: 2,
    },
    approved,
  ),
  long(
    'events that are compressed',
    {
      events: sends(STREAM_HEAD.replace('Cache', 'Content-Encoding: gzip\r\nCache') + 'garbage'),
      look: approvesInTheEnd,
    },
    { ...approved },
  ),
  long(
    'an event as long as a river',
    {
      events: ({ socket }) => void socket.write(`${STREAM_HEAD}data: ${'x'.repeat(400_000)}`),
      look: approvesInTheEnd,
    },
    expect.anything(),
    { maxResponseBytes: 100_000 },
  ),
  long(
    'events that are a page',
    { events: sends(response(200, '<html>', { 'Content-Type': 'text/html' })), look: approvesInTheEnd },
    expect.anything(),
  ),
  long(
    'a verdict under the id of an older run',
    { events: sends(STREAM_HEAD + heartbeat() + judged(approval, '1.3')), look: gone, run: 2 },
    unbelieved,
    { posts: 2 },
  ),
  {
    name: 'comment lines without end in the place of heartbeats',
    async story() {
      await using server = await faultServer(
        takes({
          events: ({ socket }) => {
            socket.write(STREAM_HEAD + heartbeat(50) + queued('1.1'));
            const timer = setInterval(() => socket.write(': still here\n'), 10);
            socket.once('close', () => clearInterval(timer));
          },
          look: approvesInTheEnd,
        }),
      );
      {
        await using app = await application({ url: server.url, deadlineMs: 6_000 });
        // Whether comments count as life or not, the question ends and nothing is left of it.
        const end = await endOf(app.client.checkQuality(question));
        expect('verdict' in end ? end.verdict.outcome : end.error).toEqual(
          'verdict' in end ? 'approved' : expect.objectContaining({ code: 'check-timeout' }),
        );
        // A check that is given up is taken back, which may take a moment longer.
        await eventually(() => app.runtime.open.length === 0);
      }
      await server.allClosed();
    },
  },
];
