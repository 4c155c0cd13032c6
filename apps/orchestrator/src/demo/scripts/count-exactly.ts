import { replace } from '../../agents/edit.js';
import type { Script } from '../../agents/scripted-agent.js';

/** Asks for a package that nobody has installed where the gates run: not for the agent to mend. */
export const countExactly: Script = {
  id: 'agent-3',
  does: 'adds with decimal.js, so that 0.1 + 0.2 is 0.3',
  edits: [
    replace(
      'package.json',
      '"devDependencies"',
      '"dependencies": {\n    "decimal.js": "10.6.0"\n  },\n  "devDependencies"',
    ),
    replace('src/operations.ts', 'import type', "import { Decimal } from 'decimal.js';\nimport type"),
    replace(
      'src/operations.ts',
      '(left, right) => left + right',
      '(left, right) => new Decimal(left).plus(right).toNumber()',
    ),
  ],
  mends: [],
};
