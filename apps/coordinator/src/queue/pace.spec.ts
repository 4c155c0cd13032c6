import { Pace } from './pace.js';

function paceOf(durationMs: number): Pace {
  const pace = new Pace();
  for (let job = 0; job < 50; job += 1) pace.tell(durationMs);
  return pace;
}

test('tells those who are turned away one place after the other', () => {
  const pace = paceOf(3_600);
  const told = Array.from({ length: 5 }, () => pace.secondsUntilRoom(4, 0));
  expect(told).toEqual([1, 2, 3, 4, 5]);
  expect(pace.secondsUntilRoom(4, 3_000)).toBe(3);
});

test('forgets places whose time has passed', () => {
  const pace = paceOf(900);
  for (let caller = 0; caller < 50; caller += 1) pace.secondsUntilRoom(1, 0);
  expect(pace.secondsUntilRoom(1, 1_000_000)).toBe(1);
});

test('never sends anybody away for longer than two minutes, however many there are', () => {
  const pace = paceOf(600_000);
  const told = Array.from({ length: 1000 }, () => pace.secondsUntilRoom(1, 0));
  expect(Math.max(...told)).toBe(120);
  expect(paceOf(1).secondsUntilRoom(64, 0)).toBe(1);
});
