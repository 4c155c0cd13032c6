import { readFileSync } from 'node:fs';
import { errnoOf } from './index.js';

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

test("reads the code of the runtime's own errors, whatever realm they are of", () => {
  expect(errnoOf(thrownBy(() => readFileSync('/nowhere/at/all')))).toBe('ENOENT');
});

test.each([undefined, null, 'ENOENT', new Error('ENOENT'), { code: 2 }, {}])('finds none in %p', (value) => {
  expect(errnoOf(value)).toBeUndefined();
});
