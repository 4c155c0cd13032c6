import { unreachable } from '@quality-gates/contract';
import type { Inventory } from '../evidence/inventory.js';
import type { OfBase } from '../evidence/of-base.js';
import type { GateAnswer, GateAnswers, Untold } from '../gates/gate.js';
import type { Job } from '../plan/job.js';
import type { ResolvedTool } from '../tools/tool.js';
import type { Dependencies } from '../workspace/dependencies.js';
import { resolveTool } from '../workspace/resolve-tool.js';
import type { JobContext } from './job-context.js';
import { inventoryKey } from './job-key.js';
import { runTool } from './run-tool.js';

/**
 * What a job did on the base: known since the base was a candidate itself, or found out now by judging the base
 * once. Builds are held against nothing; a first change has no base.
 */
export async function judgeBase(job: Job, context: JobContext, begins: () => void): Promise<OfBase> {
  const { engine, question, signal } = context;
  if (job.kind === 'build' || question.isFirstChange || question.tree === question.baseTree)
    return { kind: 'nothing' };
  const ofBase = baseContext(context, await context.dependenciesOfBase());
  const tool = await toolOfBase(job, ofBase.dependencies);
  if ('status' in tool) return { kind: 'untold', answer: tool };
  const key = inventoryKey(job, tool, question.baseTree, ofBase);
  const known = await engine.inventories.get(key);
  if (known && answers(known, job)) return { kind: 'known', inventory: known };

  for (;;) {
    const underWay = engine.bases.get(key);
    const run = underWay ?? start(key, job, tool, ofBase, begins);
    const result = await run;
    // Another check began this run and was cancelled with it: whoever still wants the answer runs it again.
    const cancelledByAnother =
      underWay && !signal.aborted && result.kind === 'untold' && result.answer.reason === 'cancelled';
    if (!cancelledByAnother) return result;
  }
}

/** The tool among the base's own packages: the candidate's may be kept elsewhere, or be a waived one. */
async function toolOfBase(job: Job, dependencies: Dependencies): Promise<ResolvedTool | Untold> {
  if (dependencies.kind === 'unavailable')
    return {
      status: 'inconclusive',
      reason: 'dependencies-unavailable',
      message: `The base, which the candidate is held against, could not be judged. ${dependencies.message}`,
    };
  const tool = dependencies.kind === 'installed' ? await resolveTool(job.tool, dependencies.root) : undefined;
  return (
    tool ?? {
      status: 'inconclusive',
      reason: 'tool-missing',
      message: `${job.tool.name} (package ${job.tool.package}) is not among the packages of the base. Run \`${dependencies.install}\` with the base's lockfile, and ask again.`,
    }
  );
}

/** Keeps what a job did on a candidate: the candidate may be a base one day. */
export async function rememberInventory(
  job: Job,
  tool: ResolvedTool,
  answered: GateAnswers,
  context: JobContext,
): Promise<void> {
  const { engine, question, integrity } = context;
  const judgedByItself = integrity.fromBase.length === 0 && integrity.texts.size === 0;
  const inventory = inventoryOf(answered);
  if (!judgedByItself || !inventory || !answers(inventory, job)) return;
  await engine.inventories.add(inventoryKey(job, tool, question.tree, context), inventory);
}

function start(
  key: string,
  job: Job,
  tool: ResolvedTool,
  context: JobContext,
  begins: () => void,
): Promise<OfBase> {
  const run = judge(key, job, tool, context, begins).finally(() => context.engine.bases.delete(key));
  context.engine.bases.set(key, run);
  return run;
}

async function judge(
  key: string,
  job: Job,
  tool: ResolvedTool,
  context: JobContext,
  begins: () => void,
): Promise<OfBase> {
  const { engine, signal } = context;
  const answered = await engine.limit(async () => {
    if (signal.aborted) return undefined;
    begins();
    return runTool(job, tool, context, undefined);
  });
  if (!answered)
    return {
      kind: 'untold',
      answer: {
        status: 'inconclusive',
        reason: 'cancelled',
        message: 'The check was cancelled before the base was judged.',
      },
    };
  const untold = [...answered.values()].find(isUntold);
  if (untold)
    return {
      kind: 'untold',
      answer: {
        ...untold,
        message: `The base, which the candidate is held against, could not be judged. ${untold.message}`,
      },
    };
  const inventory = { ...nothingDone(job), ...inventoryOf(answered) };
  await engine.inventories.add(key, inventory);
  return { kind: 'known', inventory };
}

/** A base that is flaky is known all the same: what passed is what counts. */
function isUntold(answer: GateAnswer): answer is Untold {
  return answer.status === 'inconclusive' && answer.inventory === undefined;
}

function inventoryOf(answered: GateAnswers): Inventory | undefined {
  const inventories = [...answered.values()].flatMap(({ inventory }) => inventory ?? []);
  return inventories.length === 0 ? undefined : Object.assign({}, ...inventories);
}

/** What is said of a base on which the job did nothing that can be believed: nothing is held against it. */
function nothingDone(job: Job): Inventory {
  switch (job.kind) {
    case 'typecheck':
      return { checked: [] };
    case 'lint':
      return { linted: [] };
    case 'test':
      return {
        ...(job.gates.includes('test') && { tests: [] }),
        ...(job.gates.includes('coverage') && { measured: {} }),
      };
    case 'build':
      return {};
    default:
      return unreachable(job);
  }
}

/** Whether an inventory says all that the gates of a job hold a candidate against. */
function answers(inventory: Inventory, job: Job): boolean {
  switch (job.kind) {
    case 'typecheck':
      return inventory.checked !== undefined;
    case 'lint':
      return inventory.linted !== undefined;
    case 'test':
      return (
        (!job.gates.includes('test') || inventory.tests !== undefined) &&
        (!job.gates.includes('coverage') || inventory.measured !== undefined)
      );
    case 'build':
      return true;
    default:
      return unreachable(job);
  }
}

/** The base as a candidate that changes nothing. */
function baseContext(context: JobContext, dependencies: Dependencies): JobContext {
  const { question } = context;
  return {
    ...context,
    dependencies,
    question: {
      ...question,
      request: { ...question.request, stage: 'post-commit' },
      tree: question.baseTree,
      candidate: question.judge,
      changes: [],
      change: {
        changed: [],
        deleted: [],
        renamed: new Map(),
        lines: () => Promise.resolve(new Map()),
      },
    },
    integrity: { ...context.integrity, fromBase: [], texts: new Map() },
  };
}
