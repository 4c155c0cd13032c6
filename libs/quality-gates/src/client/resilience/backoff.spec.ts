import { Backoff } from './backoff.js';

const backoff = new Backoff({ baseDelayMs: 200, maxDelayMs: 1000 });

test('doubles its ceiling with each retry, up to the cap', () => {
  expect([1, 2, 3, 4, 50].map((retry) => backoff.ceilingMs(retry))).toEqual([200, 400, 800, 1000, 1000]);
});

test('draws from the whole span below the ceiling', () => {
  expect(backoff.delayMs(2, () => 0)).toBe(0);
  expect(backoff.delayMs(2, () => 0.5)).toBe(200);
  expect(backoff.delayMs(2, () => 0.999)).toBeCloseTo(399.6);
});

test('never comes back before it was asked to, and then over a span that grows with the wish', () => {
  expect(backoff.delayMs(1, () => 0, 8000)).toBe(8000);
  expect(backoff.delayMs(1, () => 0.5, 8000)).toBe(9100);
});

test('cannot be changed', () => {
  expect(() => Object.assign(backoff, { maxDelayMs: 5 })).toThrow(TypeError);
});
