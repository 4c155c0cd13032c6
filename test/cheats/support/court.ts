import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isQualityGatesError, type Stage, type Verdict, type Waiver } from '@quality-gates/contract';
import { EmbeddedCoordinator } from '@quality-gates/engine';
import { testRepository, type TestRepository } from '../../support/test-repository.js';
import { filesOf, type Base } from './bases.js';
import { writeTree } from './candidates.js';
import { laidOver, type Files, type Overlay } from './overlay.js';

const ROOT = path.resolve(__dirname, '../../..');
const MORE_PACKAGES = ['jest', '@jest/globals', '@swc/core', '@swc/jest'];

/** What a change is: overlays, one after the other, over a base. */
export interface Change {
  base: Base;
  overlays: readonly Overlay[];
  /** What the orchestrator accepts, by rule and path. */
  waived?: readonly Pick<Waiver, 'rule' | 'path'>[];
}

/** Judges changes of the bases: one coordinator and one record for all, real git, the real tools, the whole policy. */
export interface Court extends AsyncDisposable {
  /** Asks of one stage. With `untilRefused` it ends as soon as the integrity gate has failed, which decides. */
  judge(change: Change, stage: Stage, options?: { untilRefused?: boolean }): Promise<Judgement>;
  /** Where a base lies, and its files. */
  lay(base: Base): Promise<LaidBase>;
}

export interface LaidBase {
  repository: TestRepository;
  commit: string;
  files: Files;
}

/** A verdict, or as much of it as decided; or why the question itself was refused. */
export type Judgement =
  | Pick<Verdict, 'outcome' | 'gates' | 'scope'>
  | { outcome: 'refused'; gates: []; scope: 'full'; code: string };

export async function openCourt(): Promise<Court> {
  const home = await mkdtemp(path.join(tmpdir(), 'qg-court-'));
  const coordinator = new EmbeddedCoordinator({
    sandbox: 'auto',
    record: { directory: path.join(home, 'record') },
    temporaryDirectory: home,
  });
  const bases = new Map<Base, Promise<LaidBase>>();
  const lay = (base: Base) => {
    const laid = bases.get(base) ?? layBase(base);
    bases.set(base, laid);
    return laid;
  };
  return {
    lay,
    async judge({ base, overlays, waived = [] }, stage, { untilRefused = false } = {}) {
      const { repository, commit, files } = await lay(base);
      const tree = await writeTree(repository.directory, overlays.reduce<Files>(laidOver, files));
      const waivers = waived.map((waiver) => ({
        ...waiver,
        tree,
        base: commit,
        reason: 'The orchestrator asked for it.',
        grantedBy: 'orchestrator',
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      }));
      const candidate = { repository: repository.directory, tree, base: { ref: 'main', commit } };
      const request = { stage, candidate, ...(waivers.length > 0 && { waivers }) };
      const refused = new AbortController();
      let decided: Judgement | undefined;
      try {
        return await coordinator.check(request, {
          signal: refused.signal,
          onEvent(event) {
            if (!untilRefused || event.type !== 'gate-finished') return;
            if (event.result.gate !== 'integrity' || event.result.status !== 'failed') return;
            decided = { outcome: 'rejected', gates: [event.result], scope: 'full' };
            refused.abort();
          },
        });
      } catch (error) {
        if (decided) return decided;
        if (!isQualityGatesError(error) || error.code !== 'unsafe-tree') throw error;
        return { outcome: 'refused', gates: [], scope: 'full', code: error.code };
      }
    },
    async [Symbol.asyncDispose]() {
      await coordinator.close();
      for (const base of bases.values()) await (await base).repository[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function layBase(base: Base): Promise<LaidBase> {
  const files = await filesOf(base);
  const fixture = base === 'jest' ? 'ledger' : 'calculator';
  const texts = Object.fromEntries(
    [...files].flatMap(([file, text]) => (typeof text === 'string' ? [[file, text] as const] : [])),
  );
  const repository = await testRepository(texts, fixture);
  for (const name of MORE_PACKAGES) {
    const link = path.join(repository.directory, 'node_modules', name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules', name), link);
  }
  return { repository, commit: await repository.git('rev-parse', 'HEAD'), files };
}

/** Begins the answers of a list a little ahead of those who ask for them in order, so that two run at once. */
export function ahead<T, R>(
  items: readonly T[],
  answer: (item: T) => Promise<R>,
  width = 2,
): (item: T) => Promise<R> {
  const begun = new Map<T, Promise<R>>();
  const begin = (item: T) => {
    const running = begun.get(item) ?? answer(item);
    running.catch(() => {});
    begun.set(item, running);
    return running;
  };
  return (item) => {
    const from = items.indexOf(item);
    for (const next of items.slice(from, from + width)) void begin(next);
    return begin(item);
  };
}

/** The same at both stages, one after the other as an agent asks them: what the first saw, the second knows. */
export function aheadAtBothStages<T>(
  items: readonly T[],
  answer: (item: T, stage: Stage) => Promise<Judgement>,
): (item: T, stage: Stage) => Promise<Judgement> {
  const begun = ahead(items, async (item) => {
    const [before] = await Promise.allSettled([answer(item, 'pre-commit')]);
    const [landing] = await Promise.allSettled([answer(item, 'post-commit')]);
    return { 'pre-commit': before, 'post-commit': landing };
  });
  return async (item, stage) => {
    const answered = (await begun(item))[stage];
    if (answered.status === 'rejected') throw answered.reason;
    return answered.value;
  };
}
