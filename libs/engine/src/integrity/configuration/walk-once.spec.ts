import { judgeEdits, questionOf, type Tree } from '../../../../../test/support/configuration-rig.js';
import { readPolicy } from '../../policy/read-policy.js';
import { importsOfConfiguration, toolsOfBase } from './index.js';
import { walkOnce } from './walk-once.js';

const BASE: Tree = {
  'package.json': JSON.stringify({
    scripts: { test: 'vitest run', lint: 'eslint .' },
    devDependencies: { vitest: '4.1.0', eslint: '9.0.0' },
  }),
  'vitest.config.ts':
    "import { shared } from './config/shared';\nexport default { ...shared, test: { setupFiles: ['./test/setup.ts'] } };",
  'config/shared.ts': "import paths from 'vite-paths/plugin';\nimport './deeper';\nexport const shared = {};",
  'config/deeper.ts': "import type { A } from 'types-alone';\nimport 'deep-one';",
  'test/setup.ts': "import 'more-matchers';\nimport './helper';",
  'test/helper.ts': "import 'of-helpers';",
  'eslint.config.js': "import { rules } from './config/rules.js';\nexport default rules;",
  'config/rules.js': "import plugin from '@scope/eslint-thing';\nexport const rules = [];",
  'src/a.ts': "import 'of-the-product';",
};

describe('the walk through the configuration of a question', () => {
  const askedOf = async (edits: Tree = { 'src/b.ts': '' }) => {
    const question = questionOf(BASE, { ...BASE, ...edits });
    return { question, policy: await readPolicy(question.judge) };
  };

  it('tells what all parts of the configuration import, and not what helps them', async () => {
    const { question, policy } = await askedOf();
    expect([...(await importsOfConfiguration(question, policy))].toSorted()).toEqual([
      '@scope/eslint-thing',
      'deep-one',
      'more-matchers',
      'vite-paths/plugin',
    ]);
  });

  it('asks the base alone', async () => {
    const { question, policy } = await askedOf({ 'config/rules.js': "import 'of-the-candidate';" });
    expect([...(await importsOfConfiguration(question, policy))]).not.toContain('of-the-candidate');
  });

  it('is made once', async () => {
    const { question, policy } = await askedOf();
    const walk = async () => walkOnce(question, policy, await toolsOfBase(policy, question.judge)).walk();
    expect(await walk()).toBe(await walk());
    const other = await askedOf();
    expect(await walkOnce(other.question, policy, []).walk()).not.toBe(await walk());
  });

  it('is judged as before', async () => {
    expect((await judgeEdits(BASE, { 'config/rules.js': 'export const rules = [];' })).rules).toEqual([
      'judge-changed config/rules.js',
    ]);
  });
});
