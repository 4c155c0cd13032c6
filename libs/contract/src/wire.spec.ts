import { CallerId, formatEventId, parseEventId, RepositoryName, WIRE_PATHS } from './index.js';

test('an event id says its run and its number, and nothing else is one', () => {
  expect(parseEventId(formatEventId({ run: 2, sequence: 17 }))).toEqual({ run: 2, sequence: 17 });
  for (const text of [
    '',
    '1',
    '1.',
    '.1',
    '0.1',
    '1.0',
    '01.1',
    '1.1.1',
    '1.1 ',
    '-1.1',
    '1e3.1',
    '1.9999999999999999',
  ]) {
    expect(parseEventId(text)).toBeUndefined();
  }
});

test('a repository name cannot lead out of its place in a path', () => {
  for (const name of ['..', '.git', '', '/a', 'a/b', 'a\0', '-x'])
    expect(RepositoryName.safeParse(name).success).toBe(false);
  expect(RepositoryName.safeParse('shop.web-2').success).toBe(true);
  expect(WIRE_PATHS.objects('a/../b')).toBe('/api/quality/repositories/a%2F..%2Fb/objects');
});

test('a caller names itself by what cannot be guessed', () => {
  expect(CallerId.safeParse('a'.repeat(15)).success).toBe(false);
  expect(CallerId.safeParse('x\r\ny'.repeat(8)).success).toBe(false);
  expect(CallerId.safeParse('0b6e1f6e-7a44-4bd5-9f0e-3f1f6c0d9a11').success).toBe(true);
});
