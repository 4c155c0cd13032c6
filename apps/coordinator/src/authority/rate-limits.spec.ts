import { allowedEverything } from './credential.js';
import { networkOf } from './network-of.js';
import { RateLimits } from './rate-limits.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const limits = (): RateLimits => new RateLimits({ requestsPerMinute: 3, failuresPerMinute: 2 });

async function allowed(action: () => Promise<void>, times: number): Promise<number> {
  let count = 0;
  for (let index = 0; index < times; index += 1) {
    await action().then(
      () => (count += 1),
      () => undefined,
    );
  }
  return count;
}

describe('limits', () => {
  it('count each token on its own, and begin again after a minute', async () => {
    const limit = limits();
    const [a, b] = [allowedEverything('a'), allowedEverything('b')];
    expect(await allowed(() => limit.request(a), 5)).toBe(3);
    expect(await allowed(() => limit.request(b), 5)).toBe(3);
    await expect(limit.request(a)).rejects.toMatchObject({ code: 'rate-limited', retryAfterSeconds: 60 });
    jest.advanceTimersByTime(45_000);
    await expect(limit.request(a)).rejects.toMatchObject({ retryAfterSeconds: 15 });
    jest.advanceTimersByTime(15_000);
    expect(await allowed(() => limit.request(a), 5)).toBe(3);
  });

  it('may be others for one token', async () => {
    const limit = limits();
    const busy = { ...allowedEverything('busy'), requestsPerMinute: 7 };
    expect(await allowed(() => limit.request(busy), 10)).toBe(7);
  });

  it('count failed authentications by address, and tell the first refusal from those after it', async () => {
    const limit = limits();
    expect(await allowed(() => limit.failedAuthentication('192.0.2.1'), 2)).toBe(2);
    await expect(limit.failedAuthentication('192.0.2.1')).rejects.toMatchObject({
      first: true,
      closesConnection: true,
    });
    await expect(limit.failedAuthentication('192.0.2.1')).rejects.toMatchObject({ first: false });
    expect(await allowed(() => limit.request(allowedEverything('good')), 1)).toBe(1);
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::9', true],
    ['2001:db8:1:2::1', '2001:0db8:0001:0002:ffff::', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8:0:0:5::', true],
    ['::1', '::2', true],
    ['::ffff:192.0.2.1', '192.0.2.1', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
    ['192.0.2.1', '192.0.2.2', false],
    ['fe80::1%eth0', 'fe80::2', true],
  ])('take %s and %s for one caller: %s', (one, other, same) => {
    expect(networkOf(one) === networkOf(other)).toBe(same);
  });
});
