import { ConfigurationError } from '@quality-gates/contract';
import { resolveOptions } from './options.js';

const url = 'http://coordinator:3500';

test('fills in the defaults', () => {
  expect(resolveOptions({ coordinator: { url: `${url}/` } })).toEqual({
    kind: 'remote',
    address: {
      url,
      attemptTimeoutMs: 30_000,
      uploadTimeoutMs: 120_000,
      deadlineMs: 900_000,
      retry: { maxAttempts: 4, baseDelayMs: 200, maxDelayMs: 20_000 },
      retryBudget: { ratio: 0.1, reserve: 10 },
      circuitBreaker: { failures: 5, openMs: 5000 },
      maxResponseBytes: 8_388_608,
      waitMs: 20_000,
    },
  });
});

test('keeps what is given, and fits the wait to a short attempt', () => {
  const coordinator = { url, attemptTimeoutMs: 3000, retry: { maxAttempts: 1 } };
  expect(resolveOptions({ coordinator })).toMatchObject({
    address: { attemptTimeoutMs: 3000, waitMs: 2000, retry: { maxAttempts: 1, baseDelayMs: 200 } },
  });
});

test("lets no caller's own attempts open the circuit, unless told so", () => {
  const circuitOf = (options: object) => {
    const resolved = resolveOptions({ coordinator: { url, ...options } });
    return resolved.kind === 'remote' && resolved.address.circuitBreaker;
  };
  expect(circuitOf({ retry: { maxAttempts: 9 } })).toEqual({ failures: 10, openMs: 5000 });
  expect(circuitOf({ circuitBreaker: { openMs: 7 } })).toEqual({ failures: 5, openMs: 7 });
  expect(circuitOf({ circuitBreaker: { failures: 2 } })).toEqual({ failures: 2, openMs: 5000 });
  expect(circuitOf({ circuitBreaker: false })).toBe(false);
});

test('takes any object that answers checks', () => {
  const coordinator = { check: jest.fn(), health: jest.fn() };
  expect(resolveOptions({ coordinator })).toEqual({ kind: 'embedded', coordinator });
});

test.each<[string, unknown, RegExp]>([
  ['no options', undefined, /`coordinator` is missing.*Give `coordinator: \{ url \}`/],
  ['no coordinator', {}, /`coordinator` is missing/],
  ['no address', { coordinator: {} }, /`coordinator\.url`/],
  ['half a coordinator', { coordinator: { check() {} } }, /`coordinator\.url`/],
  [
    'an address of another kind',
    { coordinator: { url: 'ftp://x' } },
    /`coordinator\.url`: must be an http or https/,
  ],
  ['credentials in the address', { coordinator: { url: 'http://me:secret@x' } }, /without credentials/],
  ['a misspelt option', { coordinator: { url, timeoutMs: 5 } }, /timeoutMs/],
  [
    'a fraction of an attempt',
    { coordinator: { url, retry: { maxAttempts: 0.5 } } },
    /`coordinator\.retry\.maxAttempts`/,
  ],
  ['no attempt', { coordinator: { url, retry: { maxAttempts: 0 } } }, /maxAttempts/],
  [
    'a delay that no timer can hold',
    { coordinator: { url, deadlineMs: 2 ** 31 } },
    /`coordinator\.deadlineMs`/,
  ],
  [
    'a wait that outlasts its attempt',
    { coordinator: { url, waitMs: 30_000 } },
    /`coordinator\.waitMs`: must be shorter/,
  ],
  [
    'a budget for more retries than calls',
    { coordinator: { url, retryBudget: { ratio: 2 } } },
    /`coordinator\.retryBudget\.ratio`/,
  ],
  [
    'a circuit that opens before anything failed',
    { coordinator: { url, circuitBreaker: { failures: 0 } } },
    /`coordinator\.circuitBreaker\.failures`/,
  ],
  [
    'a trace that is no function',
    { coordinator: { url, traceparent: '00-x' } },
    /`coordinator\.traceparent`: must be a function/,
  ],
  ['a token with a line break', { coordinator: { url, token: 'a\r\nX: y' } }, /`coordinator\.token`/],
])('refuses %s, naming the option and the mend', (_, options, message) => {
  expect(() => resolveOptions(options)).toThrow(ConfigurationError);
  expect(() => resolveOptions(options)).toThrow(message);
});

test('never repeats a token or a password in an error', () => {
  const coordinator = { url: 'http://me:hunter2@x', token: 'my secret' };
  expect(() => resolveOptions({ coordinator })).toThrow(/^(?!.*(hunter2|my secret))/s);
});
