import { replace } from '../../agents/edit.js';
import type { Script } from '../../agents/scripted-agent.js';

/** Throws another class of error than a test expects, and compares as the linter does not like it. */
export const nameTheDividend: Script = {
  id: 'agent-2',
  does: 'names the dividend in the error of a division by zero',
  edits: [
    replace('src/operations.ts', 'right === 0', 'right == 0'),
    replace(
      'src/operations.ts',
      "new RangeError('Cannot divide by zero.')",
      'new Error(`Cannot divide ${left} by zero.`)',
    ),
  ],
  mends: [
    {
      clue: 'eqeqeq',
      does: 'compares with ===',
      edits: [replace('src/operations.ts', 'right == 0', 'right === 0')],
    },
    {
      clue: 'refuses to divide by zero',
      does: 'throws a RangeError again',
      edits: [replace('src/operations.ts', 'new Error(', 'new RangeError(')],
    },
  ],
};
