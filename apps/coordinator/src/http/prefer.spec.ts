import { holdFor, parsePrefer } from './prefer.js';

describe('Prefer', () => {
  it.each([
    ['wait=20', 20_000],
    ['WAIT = 20', 20_000],
    ['wait="20"', 20_000],
    ['wait=20; x=1', 20_000],
    ['respond-async, wait=5', 5_000],
    ['wait=1, wait=2', 1_000],
    ['handling=lenient,wait=0', 0],
    ['wait=-1', undefined],
    ['wait=1.5', undefined],
    ['wait=1e3', undefined],
    ['wait', undefined],
    ['wait=', undefined],
    ['waiting=3', undefined],
    ['wait=99999999999999', undefined],
    ['', undefined],
    [',,;=', undefined],
  ])('%j asks for a wait of %p ms', (header, waitMs) => {
    expect(parsePrefer(header).waitMs).toBe(waitMs);
  });

  it('may come in several headers', () => {
    expect(parsePrefer(['respond-async', 'wait=3'])).toEqual({ waitMs: 3_000, respondAsync: true });
  });

  it('is bounded, and what was applied is said in whole seconds', () => {
    expect(holdFor({ waitMs: 90_000, respondAsync: false }, 1, 60_500)).toEqual({
      waitMs: 60_500,
      applied: 'wait=60',
    });
    expect(holdFor({ respondAsync: false }, 7, 60_000)).toEqual({ waitMs: 7 });
  });
});
