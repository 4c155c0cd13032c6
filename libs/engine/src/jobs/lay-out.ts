import path from 'node:path';
import type { Repository } from '@quality-gates/git';
import type { Engine } from '../engine.js';
import type { Elsewhere, Layout } from '../gates/gate.js';
import type { ConfigurationLayout } from '../integrity/configuration/index.js';
import type { Policy } from '../policy/policy.js';
import { runCommand } from '../process/run-command.js';
import type { Question } from '../question.js';
import type { Dependencies } from '../workspace/dependencies.js';
import { createWorkspace } from '../workspace/workspaces.js';

/** What it takes to lay the trees of a question out and to run something there. */
export interface Grounds {
  engine: Engine;
  repository: Repository;
  question: Question;
  policy: Policy;
  dependencies: Dependencies;
  signal: AbortSignal;
}

/** A workspace of one of the two trees, with the judge's configuration as given, and a way to run there. */
export async function layOut(
  { engine, repository, question, policy, dependencies, signal }: Grounds,
  configuration: ConfigurationLayout,
  layout: Layout,
  timeoutMs: number,
): Promise<Elsewhere> {
  const marker = engine.nextMarker();
  const [tree, other] =
    layout.of === 'candidate' ? [question.tree, question.baseTree] : [question.baseTree, question.tree];
  // What is merged for the candidate is whole in the base.
  const merged = layout.of === 'candidate' ? configuration.texts : new Map<string, string>();
  const workspace = await createWorkspace(
    repository,
    {
      tree,
      otherSide: { from: other, paths: layout.otherSide ?? [] },
      fromBase: { from: question.baseTree, paths: configuration.fromBase },
      texts: new Map([...merged, ...(layout.texts ?? [])]),
    },
    dependencies,
    path.join(engine.directory, marker),
  );
  const { space, files } = workspace;
  return {
    place: { directory: space.directory, reports: space.reports, files },
    run: (command) =>
      runCommand(command, {
        sandbox: engine.sandbox,
        space,
        limits: { ...policy.limits, timeoutMs },
        limiter: engine.limiter,
        reaper: engine.reaper,
        marker,
        signal,
      }),
    [Symbol.asyncDispose]: () => workspace[Symbol.asyncDispose](),
  };
}
