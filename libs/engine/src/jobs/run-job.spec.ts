import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openRepository } from '@quality-gates/git';
import { testRepository } from '../../../../test/support/test-repository.js';
import { EmbeddedCoordinator } from '../embedded-coordinator.js';

const LOCKS = [
  ['npm', 'package-lock.json', 'npm ci', '{ "lockfileVersion": 3, "packages": {} }', '.package-lock.json'],
  [
    'pnpm',
    'pnpm-lock.yaml',
    'pnpm install --frozen-lockfile',
    "lockfileVersion: '9.0'\nimporters:\n  .: {}\n",
    '.pnpm/lock.yaml',
  ],
] as const;

describe('a job whose tool is gone from the installed packages', () => {
  it.each(LOCKS)(
    'names the command of %s that brings it back',
    async (_, lockfile, install, text, installed) => {
      await using repository = await testRepository({ [lockfile]: text });
      const modules = path.join(repository.directory, 'node_modules');
      await rm(path.join(modules, 'eslint'), { recursive: true });
      await repository.write({ [`node_modules/${installed}`]: text });
      await using view = await openRepository(repository.directory);
      const base = await view.resolve('main');
      const candidate = { repository: repository.directory, tree: await view.treeOf(base.commit), base };
      await using coordinator = new EmbeddedCoordinator({ sandbox: 'none', record: false });
      const verdict = await coordinator.check({ stage: 'post-commit', candidate, gates: ['lint'] });
      expect(verdict.gates).toMatchObject([
        {
          status: 'inconclusive',
          reason: 'tool-missing',
          message: expect.stringContaining(`Run \`${install}\` there`),
        },
      ]);
    },
  );
});
