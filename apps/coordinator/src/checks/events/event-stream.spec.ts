import { once } from 'node:events';
import { finding } from '@quality-gates/contract';
import { EventLog } from './event-log.js';
import { EventStream } from './event-stream.js';

const checkId = 'c'.repeat(64);
const HEARTBEAT_MS = 1000;

describe('a stream of events', () => {
  let log: EventLog;
  let closed: number;
  let stream: EventStream;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    log = new EventLog({ run: 1, mostEvents: 100 });
    closed = 0;
    stream = new EventStream({ checkId, log, heartbeatMs: HEARTBEAT_MS, onClose: () => (closed += 1) });
  });
  afterEach(() => {
    expect(log.readers).toBe(0);
    expect(closed).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const tell = (count: number): void => {
    const draft = { rule: 'r', severity: 'error', message: 'x'.repeat(1000) } as const;
    for (let index = 0; index < count; index += 1)
      log.append({ type: 'finding', checkId, gate: 'lint', finding: finding(draft) });
  };

  it('takes no more from the log than its reader does, and goes on when that reads again', async () => {
    tell(90);
    stream.read(0);
    expect(stream.readableLength).toBeLessThan(stream.readableHighWaterMark + 2000);
    log.close();
    const text = (await stream.toArray()).join('');
    expect(text.match(/^id: /gm)).toHaveLength(90);
    expect(text).not.toContain('reset');
  });

  it('tells a slow reader that the log has dropped what it was not told yet', async () => {
    tell(90);
    stream.read(0);
    tell(100);
    log.close();
    const text = (await stream.toArray()).join('');
    const reset = text.indexOf('event: reset\nid: 1.90\n');
    expect(reset).toBeGreaterThan(0);
    expect(text.slice(reset).match(/^event: finding/gm)).toHaveLength(100);
  });

  it('is cut at a heartbeat when its reader reads nothing and has missed events', async () => {
    tell(90);
    stream.read(0);
    tell(100);
    const end = once(stream, 'close');
    jest.advanceTimersByTime(HEARTBEAT_MS);
    await end;
    expect(stream.readableEnded).toBe(false);
  });

  it('is cut after some heartbeats when its reader reads nothing, even at the end', async () => {
    tell(90);
    log.close();
    stream.read(0);
    const end = once(stream, 'close');
    jest.advanceTimersByTime(2 * HEARTBEAT_MS);
    expect(stream.destroyed).toBe(false);
    jest.advanceTimersByTime(HEARTBEAT_MS);
    await end;
    expect(stream.readableEnded).toBe(false);
  });

  it('says that it lives at each interval', async () => {
    stream.read(0);
    jest.advanceTimersByTime(2 * HEARTBEAT_MS);
    log.close();
    expect((await stream.toArray()).join('')).toBe(
      'event: heartbeat\ndata: {"intervalMs":1000}\n\n'.repeat(3),
    );
  });
});
