import path from 'node:path';
import { unreachable } from '@quality-gates/contract';
import { judgeBuild } from '../gates/build.js';
import type { GateAnswer, GateAnswers, GateContext } from '../gates/gate.js';
import { judgeLint } from '../gates/lint.js';
import { judgeTestAndCoverage } from '../gates/test-and-coverage.js';
import { judgeTypecheck } from '../gates/typecheck.js';
import type { Job } from '../plan/job.js';
import { runCommand } from '../process/run-command.js';
import type { ResolvedTool } from '../tools/tool.js';
import { createWorkspace } from '../workspace/workspaces.js';
import type { JobContext } from './job-context.js';

/** Lays the candidate out in a workspace of the job's own, and lets its gates judge there. */
export async function runTool(job: Job, tool: ResolvedTool, context: JobContext): Promise<GateAnswers> {
  const { engine, repository, question, policy, integrity, signal } = context;
  const marker = engine.nextMarker();
  await using workspace = await createWorkspace(
    repository,
    { tree: question.tree, fromBase: { from: question.baseTree, paths: integrity.fromBase } },
    context.dependencies,
    path.join(engine.directory, marker),
  );
  const timeoutMs = Math.max(...job.gates.map((gate) => policy.timeouts[gate] ?? policy.limits.timeoutMs));
  const gateContext: GateContext = {
    stage: question.request.stage,
    place: { directory: workspace.space.directory, reports: workspace.space.reports, files: workspace.files },
    tool,
    policy,
    change: question.change,
    run: (command) =>
      runCommand(command, {
        sandbox: engine.sandbox,
        space: workspace.space,
        limits: { ...policy.limits, timeoutMs },
        reaper: engine.reaper,
        marker,
        signal,
      }),
    readCandidate: (file) => question.candidate.read(file),
  };
  const answers = await judge(job, gateContext);
  return new Map(
    [...answers].map(([gate, answer]) => [
      gate,
      withoutPlace(answer, path.dirname(workspace.space.directory)),
    ]),
  );
}

async function judge(job: Job, context: GateContext): Promise<GateAnswers> {
  switch (job.kind) {
    case 'typecheck':
      return new Map([['typecheck', await judgeTypecheck(context, job.tool, job.setup)]]);
    case 'lint':
      return new Map([['lint', await judgeLint(context, job.tool, job.setup)]]);
    case 'test':
      return judgeTestAndCoverage(context, job.tool, job.setup, {
        test: job.gates.includes('test'),
        coverage: job.gates.includes('coverage'),
      });
    case 'build':
      return new Map([['build', await judgeBuild(context, job.tool, job.setup)]]);
    default:
      return unreachable(job);
  }
}

/** Where a workspace happened to lie says nothing to a reader, and would make equal answers differ. */
function withoutPlace(answer: GateAnswer, place: string): GateAnswer {
  const plain = (text: string) => text.replaceAll(`${place}/tree/`, '').replaceAll(place, '');
  if (answer.status === 'inconclusive') return { ...answer, message: plain(answer.message) };
  return { ...answer, findings: answer.findings.map((one) => ({ ...one, message: plain(one.message) })) };
}
