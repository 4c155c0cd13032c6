import { inconclusive, type GateResult, type InconclusiveReason } from '@quality-gates/contract';
import { withWaivers } from '../integrity/waivers.js';
import type { Job } from '../plan/job.js';
import type { ResolvedTool } from '../tools/tool.js';
import { resolveTool } from '../workspace/resolve-tool.js';
import { framed } from './frame.js';
import type { JobContext } from './job-context.js';
import { jobKey } from './job-key.js';
import { judgeBase, rememberInventory } from './judge-base.js';
import { runTool } from './run-tool.js';

/** Answers the gates of one job: from the record where the same work was done before, else by running the tool. */
export async function runJob(job: Job, context: JobContext): Promise<GateResult[]> {
  const { waivers } = context.integrity;
  const results = (await answer(job, context)).map((result) => withWaivers(result, waivers));
  for (const result of results) announce(result, context);
  return results;
}

/** Tells each finding, then the whole result. */
export function announce(result: GateResult, { checkId, emit }: Pick<JobContext, 'checkId' | 'emit'>): void {
  if (result.status === 'failed' || result.status === 'passed') {
    for (const finding of result.findings) emit({ type: 'finding', checkId, gate: result.gate, finding });
  }
  emit({ type: 'gate-finished', checkId, result });
}

/** Tells once that the gates of a job have begun, whether on the base or on the candidate. */
function announcesStart(job: Job, tool: ResolvedTool, { emit, checkId }: JobContext): () => void {
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    for (const gate of job.gates)
      emit({ type: 'gate-started', checkId, gate, tool: `${tool.name} ${tool.version}` });
  };
}

async function answer(job: Job, context: JobContext): Promise<GateResult[]> {
  const { engine, dependencies } = context;
  const couldNotTell = (reason: InconclusiveReason, message: string) =>
    job.gates.map((gate) => inconclusive(reason, message, { gate, required: true, durationMs: 0 }));

  if (dependencies.kind === 'unavailable')
    return couldNotTell('dependencies-unavailable', dependencies.message);
  const tool = dependencies.kind === 'installed' ? await resolveTool(job.tool, dependencies.root) : undefined;
  if (!tool) {
    return couldNotTell(
      'tool-missing',
      `${job.tool.name} (package ${job.tool.package}) is not among the installed packages of the repository. Run \`${dependencies.install}\` there, and ask again.`,
    );
  }

  const key = jobKey(job, tool, context);
  const known = await engine.record.get(key);
  if (known) return known;

  const begins = announcesStart(job, tool, context);
  const base = await judgeBase(job, context, begins);
  if (base.kind === 'untold') {
    const { reason, message, retryable } = base.answer;
    const about = { required: true, durationMs: 0, ...(retryable === undefined ? {} : { retryable }) };
    return job.gates.map((gate) => inconclusive(reason, message, { gate, ...about }));
  }
  const ofBase = base.kind === 'known' ? base.inventory : undefined;

  const results = await engine.limit(async () => {
    if (context.signal.aborted)
      return couldNotTell('cancelled', 'The check was cancelled before the gate started.');
    begins();
    const started = performance.now();
    try {
      const answers = await runTool(job, tool, context, ofBase);
      await rememberInventory(job, tool, answers, context);
      return job.gates.map((gate) =>
        framed(gate, answers.get(gate), tool, Math.round(performance.now() - started)),
      );
    } catch (error) {
      if (context.signal.aborted)
        return couldNotTell('cancelled', 'The check was cancelled while the gate ran.');
      const cause = error instanceof Error ? error.message : String(error);
      return couldNotTell('crashed', `The gate itself failed: ${cause} This is no fault of the change.`);
    }
  });
  await engine.record.put(key, results);
  return results;
}
