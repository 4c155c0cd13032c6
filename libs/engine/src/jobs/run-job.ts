import { inconclusive, type GateResult, type InconclusiveReason } from '@quality-gates/contract';
import type { Job } from '../plan/job.js';
import { resolveTool } from '../workspace/resolve-tool.js';
import { framed } from './frame.js';
import type { JobContext } from './job-context.js';
import { jobKey } from './job-key.js';
import { runTool } from './run-tool.js';

/** Answers the gates of one job: from the record where the same work was done before, else by running the tool. */
export async function runJob(job: Job, context: JobContext): Promise<GateResult[]> {
  const results = await answer(job, context);
  for (const result of results) announce(result, context);
  return results;
}

/** Tells each finding, then the whole result. */
function announce(result: GateResult, { checkId, emit }: JobContext): void {
  if (result.status === 'failed' || result.status === 'passed') {
    for (const finding of result.findings) emit({ type: 'finding', checkId, gate: result.gate, finding });
  }
  emit({ type: 'gate-finished', checkId, result });
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

  const results = await engine.limit(async () => {
    if (context.signal.aborted)
      return couldNotTell('cancelled', 'The check was cancelled before the gate started.');
    for (const gate of job.gates) {
      context.emit({
        type: 'gate-started',
        checkId: context.checkId,
        gate,
        tool: `${tool.name} ${tool.version}`,
      });
    }
    const started = performance.now();
    try {
      const answers = await runTool(job, tool, context, undefined);
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
