import type { Verdict } from '@quality-gates/contract';
import { EmbeddedCoordinator, type SandboxChoice } from '@quality-gates/engine';
import { openRepository } from '@quality-gates/git';
import type { TestRepository } from '../../support/test-repository.js';

/** Asks an engine of its own what the tests say of the work tree, before the commit. */
export async function askForTests(
  repository: TestRepository,
  sandbox: SandboxChoice,
  temporaryDirectory: string,
): Promise<Verdict> {
  await using view = await openRepository(repository.directory);
  const { tree } = await view.snapshot({ kind: 'worktree' });
  await view.publish([tree]);
  await using coordinator = new EmbeddedCoordinator({ sandbox, temporaryDirectory });
  return await coordinator.check({
    stage: 'pre-commit',
    candidate: { repository: repository.directory, tree, base: await view.resolve('main') },
    gates: ['test'],
  });
}
