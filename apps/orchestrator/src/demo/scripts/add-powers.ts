import { replace, write } from '../../agents/edit.js';
import type { Script } from '../../agents/scripted-agent.js';

const POWER = `import type { Operation } from './types.js';

/** @throws RangeError where the exponent is no whole number */
export const power: Operation = (base, exponent) => {
  if (!Number.isInteger(exponent)) {
    throw new RangeError(\`Not a whole exponent: \${exponent}\`);
  }
  if (exponent < 0) {
    return 1 / power(base, -exponent);
  }
  let result = 1;
  for (let step = 0; step < exponent; step += 1) {
    result *= base;
  }
  return result;
};
`;

const TESTS = `import { describe, expect, it } from 'vitest';
import { evaluate } from './index.js';
import { power } from './power.js';

describe('power', () => {
  it.each([
    [2, 10, 1024],
    [5, 0, 1],
    [2, -2, 0.25],
  ])('raises %d to %d', (base, exponent, result) => {
    expect(power(base, exponent)).toBe(result);
  });

  it('refuses a broken exponent', () => {
    expect(() => power(2, 0.5)).toThrow(RangeError);
  });

  it('is an operator', () => {
    expect(evaluate('2 ^ 3')).toBe(8);
  });
});
`;

/** Forgets one place that the compiler knows of, then the tests. */
export const addPowers: Script = {
  id: 'agent-1',
  does: 'adds the operator ^ and the function behind it',
  edits: [
    write('src/power.ts', POWER),
    replace('src/types.ts', "| '/';", "| '/' | '^';"),
    replace('src/parse.ts', '([-+*/])', '([-+*/^])'),
    replace('src/parse.ts', "'+-*/'", "'+-*/^'"),
  ],
  mends: [
    {
      clue: 'TS2741',
      does: 'enters ^ into the table of operations',
      edits: [
        replace(
          'src/evaluate.ts',
          "} from './parse.js';\n",
          "} from './parse.js';\nimport { power } from './power.js';\n",
        ),
        replace('src/evaluate.ts', "'/': divide,\n", "'/': divide,\n  '^': power,\n"),
      ],
    },
    {
      clue: 'src/power.ts',
      does: 'writes the tests that were missing',
      edits: [write('src/power.test.ts', TESTS)],
    },
  ],
};
