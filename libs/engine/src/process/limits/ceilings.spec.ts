import { availableParallelism } from 'node:os';
import { ceilingsOf } from './ceilings.js';

const GIB = 1_073_741_824;
const LIMITS = { timeoutMs: 1000, outputBytes: 1000 };

it('keeps what the policy says', () => {
  const asked = { memoryBytes: GIB, processes: 50, cpuMs: 7, diskBytes: 9 };
  expect(ceilingsOf({ ...LIMITS, ...asked }, 64 * GIB)).toEqual(asked);
});

it('fills in what the policy leaves open', () => {
  expect(ceilingsOf(LIMITS, 64 * GIB)).toEqual({
    memoryBytes: 8 * GIB,
    processes: 2048,
    cpuMs: 1000 * availableParallelism(),
    diskBytes: 4 * GIB,
  });
});

it('leaves the machine a part of its memory, whatever the policy says', () => {
  expect(ceilingsOf({ ...LIMITS, memoryBytes: 8 * GIB }, 4 * GIB).memoryBytes).toBe(Math.floor(3.6 * GIB));
});
