import { describe, expect, it } from '@jest/globals';
import { messageOfStack, placeInStack } from './stack.js';

const ROOT = { directory: '/tree' };

describe('the place in a stack', () => {
  it.each([
    [
      'Error: no\n    at f (file:///tree/node_modules/x/i.js:1:1)\n    at Object.<anonymous> (/tree/src/a b.ts:4:38)\n    at /tree/src/c.ts:9:1',
      'src/a b.ts',
      4,
    ],
    [
      'Error\n    at node:internal/process/task_queues:95:5\n    at async file:///tree/src/a.mjs?t=1:7:3',
      'src/a.mjs',
      7,
    ],
    ['Error: broken\n\n      at Object.<anonymous> (src/add.js:1:7)', 'src/add.js', 1],
    ['/tree/bin.js:2\nconst = 1;\n      ^\nSyntaxError: Unexpected token', 'bin.js', 2],
    ['file:///tree/dist/index.js:3\nthrow 1', 'dist/index.js', 3],
  ])('is the innermost frame in the tree: %j', (stack, file, line) => {
    expect(placeInStack(stack, ROOT)).toMatchObject({ file, line });
  });

  it.each([
    'Error: no frames',
    'Error\n    at f (/else/a.ts:1:1)',
    'Error\n    at x (node:fs:1:2)',
    'Error\n    at y (../up.js:1:2)',
  ])('is nowhere in %j', (stack) => {
    expect(placeInStack(stack, ROOT)).toBeUndefined();
  });

  it('leaves the message when frames are taken away', () => {
    expect(
      messageOfStack(
        'AssertionError: expected 1 to be 2\n\n- 2\n+ 1\n    at /tree/src/a.test.ts:4:38\n    at new Promise (<anonymous>)',
      ),
    ).toBe('AssertionError: expected 1 to be 2\n\n- 2\n+ 1');
  });
});
