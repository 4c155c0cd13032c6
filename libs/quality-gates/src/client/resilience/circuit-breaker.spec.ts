import { CircuitBreaker, type Pass } from './circuit-breaker.js';
import type { Sign } from '../failures/failure.js';

let now = 0;
let breaker: CircuitBreaker;
beforeEach(() => {
  now = 1000;
  breaker = new CircuitBreaker({ failures: 3, openMs: 500 }, () => now);
});

const pass = (): Pass => {
  const leave = breaker.admit();
  if ('forMs' in leave) throw new Error(`refused for ${leave.forMs} ms: ${leave.lastly}`);
  return leave;
};
const attempt = (sign: Sign, how = ''): string | undefined => breaker.settle(pass(), sign, how);
const openIt = (): void => {
  attempt('sick');
  attempt('sick');
  expect(attempt('sick', 'no answer')).toBe('open');
};

test('opens when so many attempts fail in a row', () => {
  openIt();
  expect(breaker.admit()).toEqual({ forMs: 500, lastly: 'no answer' });
  now += 499;
  expect(breaker.admit()).toEqual({ forMs: 1, lastly: 'no answer' });
});

test('an answer between them starts the row again, a fault of the caller does not', () => {
  attempt('sick');
  attempt('sick');
  attempt('alive');
  attempt('sick');
  attempt('nothing');
  expect(attempt('sick')).toBeUndefined();
  expect(attempt('sick')).toBe('open');
});

test('lets one attempt through after a while, and all when that is answered', () => {
  openIt();
  now += 500;
  const probe = pass();
  expect(probe.isProbe).toBe(true);
  expect(breaker.admit()).toEqual({ forMs: 500, lastly: 'no answer' });
  expect(breaker.settle(probe, 'alive', '')).toBe('closed');
  expect(pass().isProbe).toBe(false);
  expect(attempt('sick')).toBeUndefined();
});

test('stays open for as long again when the probe fails', () => {
  openIt();
  now += 500;
  expect(attempt('sick', 'again')).toBe('open');
  expect(breaker.admit()).toEqual({ forMs: 500, lastly: 'again' });
});

test('a probe whose caller leaves makes room for the next', () => {
  openIt();
  now += 500;
  expect(attempt('nothing')).toBeUndefined();
  expect(pass().isProbe).toBe(true);
});

test('hears nothing from attempts of before it opened', () => {
  const late = [pass(), pass()];
  const failing = pass();
  openIt();
  now += 100;
  expect(breaker.settle(failing, 'sick', 'late')).toBeUndefined();
  expect(breaker.refusal).toEqual({ forMs: 400, lastly: 'no answer' });
  expect(late.map((each) => breaker.settle(each, 'alive', ''))).toEqual([undefined, undefined]);
  expect(breaker.refusal).toBeDefined();
  now += 400;
  const probe = pass();
  expect(late.map((each) => breaker.settle(each, 'sick', ''))).toEqual([undefined, undefined]);
  expect(breaker.settle(probe, 'alive', '')).toBe('closed');
});

test('asking whether it would refuse takes no probe', () => {
  openIt();
  now += 500;
  expect(breaker.refusal).toBeUndefined();
  expect(pass().isProbe).toBe(true);
});
