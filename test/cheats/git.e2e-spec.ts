import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedCoordinator } from '@quality-gates/engine';
import { openRepository, type SnapshotSource } from '@quality-gates/git';
import { testRepository, type TestRepository } from '../support/test-repository.js';

const GOOD = 'export function negate(value: number): number {\n  return 0 - value;\n}\n';
const BAD = 'export function negate(value: number): number {\n  return String(value);\n}\n';
const NEGATE = 'src/negate.ts';

jest.setTimeout(5 * 60_000);

let coordinator: EmbeddedCoordinator;
beforeAll(() => {
  coordinator = new EmbeddedCoordinator({ sandbox: 'auto' });
});
afterAll(() => coordinator.close());

async function outcomeOf({ directory }: TestRepository, base: string, source: SnapshotSource) {
  await using view = await openRepository(directory);
  const { tree } = await view.snapshot(source);
  await view.publish([tree]);
  const candidate = { repository: directory, tree, base: { ref: 'main', commit: base } };
  return (await coordinator.check({ stage: 'pre-commit', candidate, gates: ['typecheck'] })).outcome;
}

/** Says in a file that it ran, and hands its input on. */
async function trap({ directory }: TestRepository, name: string): Promise<{ program: string; ran: string }> {
  const [program, ran] = [path.join(directory, '.git', name), path.join(directory, '.git', `${name}-ran`)];
  await writeFile(program, `#!/bin/sh\ntouch '${ran}'\ncat\nexit 0\n`);
  await chmod(program, 0o755);
  return { program, ran };
}

interface Attack {
  what: string;
  /** Prepares the repository of an agent; answers what is asked about. */
  prepare(repository: TestRepository): Promise<SnapshotSource>;
}

const HEAD: SnapshotSource = { kind: 'commit', revision: 'HEAD' };
const ATTACKS: Attack[] = [
  {
    what: 'a commit that went round the hooks is judged like any other',
    async prepare(repository) {
      const { program } = await trap(repository, 'pre-commit');
      await repository.git('config', 'core.hooksPath', path.dirname(program));
      await repository.write({ [NEGATE]: BAD });
      await repository.git('add', '--all');
      await repository.git('commit', '--quiet', '--no-verify', '--message', 'Hurry');
      return HEAD;
    },
  },
  {
    what: 'a commit that was made without git’s commands for people is judged like any other',
    async prepare(repository) {
      await repository.write({ [NEGATE]: BAD });
      await repository.git('add', '--all');
      const tree = await repository.git('write-tree');
      const commit = await repository.git('commit-tree', tree, '-p', 'HEAD', '-m', 'Hurry');
      await repository.git('update-ref', 'HEAD', commit);
      return HEAD;
    },
  },
  {
    what: 'what is committed counts, though the work tree is mended and said to be unchanged',
    async prepare(repository) {
      await repository.write({ [NEGATE]: BAD });
      await repository.commit('Break');
      await repository.git('update-index', '--assume-unchanged', NEGATE);
      await repository.write({ [NEGATE]: GOOD });
      return HEAD;
    },
  },
  {
    what: 'a helper that is ignored is not there',
    async prepare(repository) {
      await repository.write({
        '.gitignore': 'node_modules/\ndist/\nsrc/helper.ts\n',
        'src/helper.ts': GOOD,
        'src/index.ts': "export { negate } from './helper.js';\n",
      });
      return { kind: 'worktree' };
    },
  },
  {
    what: 'a commit that is replaced by another is judged as it is',
    async prepare(repository) {
      const good = await repository.git('rev-parse', 'HEAD');
      await repository.write({ [NEGATE]: BAD });
      const bad = await repository.commit('Break');
      await repository.git('replace', bad, good);
      return HEAD;
    },
  },
  {
    what: 'a blob that is replaced by another is judged as it is',
    async prepare(repository) {
      await repository.write({ [NEGATE]: GOOD });
      await repository.commit('Begin');
      const good = await repository.git('rev-parse', `HEAD:${NEGATE}`);
      await repository.write({ [NEGATE]: BAD });
      await repository.commit('Break');
      await repository.git('replace', `HEAD:${NEGATE}`, good);
      return HEAD;
    },
  },
  {
    what: 'tests and sources that archives leave out are there',
    async prepare(repository) {
      await repository.write({ '.gitattributes': 'src/negate.ts export-ignore\n', [NEGATE]: BAD });
      await repository.commit('Break');
      return HEAD;
    },
  },
  {
    what: 'a filter that would mend the file does not run, nor is it asked',
    async prepare(repository) {
      const { program } = await trap(repository, 'mend');
      await repository.git('config', 'filter.mend.clean', program);
      await repository.git('config', 'filter.mend.smudge', program);
      await repository.write({ '.gitattributes': '*.ts filter=mend\n', [NEGATE]: BAD });
      return { kind: 'worktree' };
    },
  },
  {
    what: 'a monitor of files that the repository names does not run',
    async prepare(repository) {
      await repository.write({ [NEGATE]: BAD });
      const { program } = await trap(repository, 'monitor');
      await repository.git('config', 'core.fsmonitor', program);
      return { kind: 'worktree' };
    },
  },
];

it('a commit without a fault is approved, by the same way', async () => {
  await using repository = await testRepository();
  const base = await repository.git('rev-parse', 'HEAD');
  await repository.write({ [NEGATE]: GOOD });
  await repository.commit('Negate');
  expect(await outcomeOf(repository, base, HEAD)).toBe('approved');
});

it.each(ATTACKS)('$what', async ({ prepare }) => {
  await using repository = await testRepository();
  const base = await repository.git('rev-parse', 'HEAD');
  const source = await prepare(repository);
  expect(await outcomeOf(repository, base, source)).toBe('rejected');
  for (const name of ['mend', 'monitor', 'pre-commit'])
    expect(existsSync(path.join(repository.directory, '.git', `${name}-ran`))).toBe(false);
});

it('is judged against the base of the trusted side, where the agent’s branch of that name says other', async () => {
  await using repository = await testRepository();
  const base = await repository.git('rev-parse', 'HEAD');
  await repository.write({
    'tsconfig.json': '{ "compilerOptions": { "noCheck": true }, "include": ["src"] }\n',
  });
  await repository.commit('Check less');
  await repository.write({ [NEGATE]: BAD });
  await repository.commit('Break');
  expect(await outcomeOf(repository, base, HEAD)).toBe('rejected');
});
