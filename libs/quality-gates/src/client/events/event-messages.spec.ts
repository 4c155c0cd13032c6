import { Readable } from 'node:stream';
import { formatEventId } from '@quality-gates/contract';
import fc from 'fast-check';
import { ProtocolError } from '../../errors/index.js';
import { failureOf, question } from '../../rig/client-rig.js';
import { reject, verdictFor } from '../../testing/index.js';
import { eventMessages } from './event-messages.js';
import { readEvent, type Told } from './read-event.js';

const answer = reject([{ message: 'Grüße, 世界 🎈', file: 'src/ä.ts' }]);
const parts = answer.kind === 'verdict' && typeof answer.parts !== 'function' ? answer.parts : {};
const verdict = verdictFor(question, parts);
const { checkId } = verdict;
const events = [
  { type: 'queued', checkId },
  { type: 'gate-started', checkId, gate: 'lint', tool: 'größer 🎈' },
  { type: 'verdict', checkId, verdict },
] as const;
const frames = events.map((event, index) => {
  const id = formatEventId({ run: 1, sequence: index + 1 });
  return `event: ${event.type}\nid: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
});
const bytes = Buffer.from(`: hello\n\nevent: heartbeat\ndata: {"intervalMs":15000}\n\n${frames.join('')}`);

async function read(chunks: Uint8Array[], maxBytes = 100_000): Promise<Told[]> {
  const told: Told[] = [];
  for await (const message of eventMessages(Readable.from(chunks), maxBytes)) {
    told.push(readEvent(message, checkId));
  }
  return told;
}

function cutAt(places: number[]): Uint8Array[] {
  const edges = [0, ...places.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

test('reads the same events however the network cuts them up', async () => {
  const whole = await read([bytes]);
  expect(whole.map((told) => (told.kind === 'event' ? told.event.type : told.kind))).toEqual([
    'heartbeat',
    'queued',
    'gate-started',
    'verdict',
  ]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 200 }), async (places) => {
      expect(await read(cutAt(places))).toEqual(whole);
    }),
  );
});

test('an event that was cut short is none', async () => {
  const whole = await read([bytes]);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 2), async (length) => {
      const told = await read([bytes.subarray(0, length)]);
      expect(told).toEqual(whole.slice(0, told.length));
      expect(told.length).toBeLessThan(whole.length);
    }),
  );
});

test('bytes that were changed on the way make no other verdict of it', async () => {
  const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(changes, async (made) => {
      const broken = Buffer.from(bytes);
      for (const [place, byte] of made) broken[place] = byte;
      const told = await read([broken]).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ProtocolError);
        return [];
      });
      const outcomes = told.flatMap((one) =>
        one.kind === 'event' && one.event.type === 'verdict' ? one.event.verdict.outcome : [],
      );
      expect(outcomes).not.toContain('approved');
    }),
  );
});

test('keeps no more than it may of an event that does not end', async () => {
  let given = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.from(`data: ${'x'.repeat(1000 + (given += 1))}\n`);
    })(),
  );
  const reading = (async () => {
    for await (const _ of eventMessages(endless, 50_000)) throw new Error('There is no event.');
  })();
  expect(await failureOf(reading)).toBeInstanceOf(ProtocolError);
  expect(given).toBeLessThan(100);
});
