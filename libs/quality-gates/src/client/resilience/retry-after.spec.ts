import { retryAfterMs } from './retry-after.js';

const noon = 'Sun, 01 Nov 2026 12:00:00 GMT';
const halfPast = 'Sun, 01 Nov 2026 12:30:00 GMT';

test('reads seconds', () => {
  expect(retryAfterMs({ retryAfter: '3' }, 0)).toBe(3000);
});

test("reads a date against the server's own clock, however wrong ours is", () => {
  const wrong = Date.parse('Sat, 01 Nov 2025 00:00:00 GMT');
  expect(retryAfterMs({ retryAfter: halfPast, date: noon }, wrong)).toBe(1_800_000);
});

test('reads a date against our clock where the server tells no time', () => {
  expect(retryAfterMs({ retryAfter: halfPast }, Date.parse(noon))).toBe(1_800_000);
  expect(retryAfterMs({ retryAfter: halfPast, date: 'soon' }, Date.parse(noon))).toBe(1_800_000);
});

test.each(['', '0', '-5', 'soon', '1.5', 'NaN', noon])('says nothing for %j', (retryAfter) => {
  expect(retryAfterMs({ retryAfter, date: noon }, Date.parse(noon))).toBeUndefined();
});

test.each(['Sunday, 01-Nov-26 12:30:00 GMT', 'Sun Nov  1 12:30:00 2026'])('reads the old form %j', (old) => {
  expect(retryAfterMs({ retryAfter: old, date: noon }, 0)).toBe(1_800_000);
});

test.each(['9'.repeat(400), '99999999999', 'Fri, 01 Nov 9999 12:00:00 GMT'])('bounds %j', (retryAfter) => {
  expect(retryAfterMs({ retryAfter, date: noon }, 0)).toBe(30 * 86_400_000);
});
