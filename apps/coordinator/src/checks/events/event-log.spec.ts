import type { CheckEvent } from '@quality-gates/contract';
import { finding } from '@quality-gates/contract';
import { question } from '../../testing/question.js';
import { verdictOn } from '../../testing/verdicts.js';
import { EventLog } from './event-log.js';
import { EventLogs } from './event-logs.js';

const checkId = 'c'.repeat(64);

const event = (message: string): CheckEvent => ({
  type: 'finding',
  checkId,
  gate: 'lint',
  finding: finding({ rule: 'r', severity: 'error', message }),
});

function framesOf(log: EventLog, after = log.firstKept - 1): string[] {
  const next = log.next(after);
  if (next === undefined || next === 'dropped') return [];
  return [next.frame, ...framesOf(log, next.sequence)];
}

describe('the log of a run', () => {
  it('numbers its events from 1 and gives each after the one before', () => {
    const log = new EventLog({ run: 3 });
    expect(log.next(0)).toBeUndefined();
    log.append({ type: 'queued', checkId });
    log.append(event('second'));
    expect(log.next(0)).toMatchObject({
      sequence: 1,
      frame: `event: queued\nid: 3.1\ndata: {"type":"queued","checkId":"${checkId}"}\n\n`,
    });
    expect(log.next(1)).toMatchObject({ sequence: 2 });
    expect(log.next(2)).toBeUndefined();
    log.close();
    log.append(event('too late'));
    expect(log.next(2)).toBeUndefined();
  });

  it('drops its oldest events beyond a number, and says so', () => {
    const log = new EventLog({ run: 1, mostEvents: 2 });
    for (const text of ['a', 'b', 'c', 'd']) log.append(event(text));
    expect(log.firstKept).toBe(3);
    expect(log.next(1)).toBe('dropped');
    expect(log.next(2)).toMatchObject({ sequence: 3 });
    expect([1, 2, 3, 4, 5].map((sequence) => log.goesOnFrom({ run: 1, sequence }))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(log.goesOnFrom({ run: 2, sequence: 3 })).toBe(false);
  });

  it('drops its oldest events beyond a size, but never the latest', () => {
    const log = new EventLog({ run: 1, mostBytes: 1000 });
    for (let index = 0; index < 10; index += 1) log.append(event('x'.repeat(300)));
    expect(framesOf(log).join('').length).toBeLessThanOrEqual(1000);
    expect(framesOf(log).length).toBeGreaterThan(0);
    log.append(event('y'.repeat(2000)));
    expect(framesOf(log)).toEqual([expect.stringContaining('yyy')]);
  });
});

describe('all logs together', () => {
  it('hold no more than their bound: the oldest log loses its oldest events first', () => {
    const logs = new EventLogs(2000);
    const [old, recent] = [logs.open({ run: 1 }), logs.open({ run: 1 })];
    for (let index = 0; index < 4; index += 1) old.append(event('x'.repeat(300)));
    for (let index = 0; index < 3; index += 1) recent.append(event('y'.repeat(300)));
    expect(logs.size).toBeLessThanOrEqual(2000);
    expect(logs.size).toBe([...framesOf(old), ...framesOf(recent)].join('').length);
    expect(framesOf(recent)).toHaveLength(3);
    expect(old.firstKept).toBeGreaterThan(3);
    old.close();
    for (let index = 0; index < 9; index += 1) recent.append(event('z'.repeat(300)));
    expect(framesOf(old)).toEqual([]);
    expect(logs.size).toBeLessThanOrEqual(2000);
    logs.forget(recent);
    expect(logs.size).toBe(0);
  });

  it('know the log of a run of which only its verdict is left', () => {
    const log = new EventLogs().ofVerdict(2, verdictOn(question()), 9);
    expect(log.isClosed).toBe(true);
    expect(framesOf(log)).toEqual([expect.stringMatching(/^event: verdict\nid: 2\.9\n/)]);
    expect(log.goesOnFrom({ run: 2, sequence: 8 })).toBe(true);
  });
});
