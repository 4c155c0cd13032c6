import { Subscriptions } from './subscriptions.js';

const LEASE_MS = 1000;

describe('subscriptions', () => {
  let left: number;
  let subscriptions: Subscriptions;
  beforeEach(() => {
    jest.useFakeTimers();
    left = 0;
    subscriptions = new Subscriptions({ leaseMs: LEASE_MS, most: 2, onNobodyLeft: () => (left += 1) });
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('live while a request is open, and for a lease beyond the last', () => {
    const [first, second] = [subscriptions.hold('a'), subscriptions.hold('a')];
    first();
    first();
    jest.advanceTimersByTime(LEASE_MS * 10);
    expect(left).toBe(0);
    second();
    jest.advanceTimersByTime(LEASE_MS - 1);
    expect(left).toBe(0);
    subscriptions.hold('a')();
    jest.advanceTimersByTime(LEASE_MS - 1);
    expect(left).toBe(0);
    jest.advanceTimersByTime(1);
    expect(left).toBe(1);
  });

  it('end at once for who says so, once, and for nobody else', () => {
    subscriptions.hold('a')();
    const closeB = subscriptions.hold('b');
    subscriptions.end('a');
    subscriptions.end('a');
    subscriptions.end('c');
    expect(left).toBe(0);
    subscriptions.end('b');
    expect(left).toBe(1);
    closeB();
    jest.advanceTimersByTime(LEASE_MS);
    expect(left).toBe(1);
  });

  it('begin anew where a caller comes back, whatever of it is still open', () => {
    const old = subscriptions.hold('a');
    subscriptions.hold('b')();
    subscriptions.end('a');
    subscriptions.hold('a')();
    old();
    subscriptions.end('b');
    expect(left).toBe(0);
    subscriptions.end('a');
    expect(left).toBe(1);
  });

  it('are bounded: who comes later shares one that only its lease ends', () => {
    for (const early of ['a', 'b']) subscriptions.hold(early)();
    for (let index = 0; index < 100; index += 1) subscriptions.hold(`late ${index}`)();
    expect(subscriptions.count).toBe(3);
    for (const name of ['a', 'b', 'late 1', '']) if (name) subscriptions.end(name);
    expect(left).toBe(0);
    jest.advanceTimersByTime(LEASE_MS);
    expect(left).toBe(1);
  });

  it('leave nothing behind when the run is over', () => {
    subscriptions.hold('a')();
    const close = subscriptions.hold('b');
    subscriptions.close();
    subscriptions.hold('c')();
    close();
    expect(subscriptions.count).toBe(0);
    expect(left).toBe(0);
  });
});
