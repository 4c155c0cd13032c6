import path from 'node:path';
import {
  failed,
  inconclusive,
  isQualityGatesError,
  passed,
  unreachable,
  type CheckEvent,
  type CheckId,
  type GateName,
  type GateResult,
  type InconclusiveReason,
} from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';
import type { Engine } from './engine.js';
import { judgeBuild } from './gates/build.js';
import type { GateAnswer, GateAnswers, GateContext } from './gates/gate.js';
import { judgeLint } from './gates/lint.js';
import { judgeTestAndCoverage } from './gates/test-and-coverage.js';
import { judgeTypecheck } from './gates/typecheck.js';
import type { Integrity } from './integrity/judge-integrity.js';
import type { Job, Plan } from './plan.js';
import type { Policy } from './policy/policy.js';
import { runCommand } from './process/run-command.js';
import type { Question } from './question.js';
import { gateKey } from './record/gate-key.js';
import type { ResolvedTool } from './tools/tool.js';
import type { Dependencies } from './workspace/dependencies.js';
import { resolveTool } from './workspace/resolve-tool.js';
import { createWorkspace } from './workspace/workspaces.js';

export interface JobContext {
  engine: Engine;
  repository: Repository;
  question: Question;
  policy: Policy;
  plan: Plan;
  dependencies: Dependencies;
  integrity: Integrity;
  checkId: CheckId;
  signal: AbortSignal;
  emit: (event: CheckEvent) => void;
}

/** Answers the gates of one job: from the record where the same work was done before, else by running the tool. */
export async function runJob(job: Job, context: JobContext): Promise<GateResult[]> {
  const results = await answer(job, context);
  for (const result of results) context.emit({ type: 'gate-finished', checkId: context.checkId, result });
  return results;
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
      `${job.tool.name} (package ${job.tool.package}) is not among the installed packages of the repository. Install the project's dependencies there (npm ci), and ask again.`,
    );
  }

  const key = keyOf(job, tool, context);
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
      const answers = await runTool(job, tool, context);
      return job.gates.map((gate) =>
        framed(gate, answers.get(gate), tool, Math.round(performance.now() - started)),
      );
    } catch (error) {
      if (context.signal.aborted)
        return couldNotTell('cancelled', 'The check was cancelled while the gate ran.');
      const cause = isQualityGatesError(error) || error instanceof Error ? error.message : String(error);
      return couldNotTell('crashed', `The gate itself failed: ${cause} This is no fault of the change.`);
    }
  });
  await engine.record.put(key, results);
  return results;
}

async function runTool(job: Job, tool: ResolvedTool, context: JobContext): Promise<GateAnswers> {
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

/** Where a workspace happened to lie says nothing to a reader, and would make equal answers differ. */
function withoutPlace(answer: GateAnswer, place: string): GateAnswer {
  const plain = (text: string) => text.replaceAll(`${place}/tree/`, '').replaceAll(place, '');
  if (answer.status === 'inconclusive') return { ...answer, message: plain(answer.message) };
  return { ...answer, findings: answer.findings.map((one) => ({ ...one, message: plain(one.message) })) };
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

function framed(
  gate: GateName,
  answer: GateAnswer | undefined,
  tool: ResolvedTool,
  durationMs: number,
): GateResult {
  const about = { gate, required: true, tool: { name: tool.name, version: tool.version }, durationMs };
  if (!answer)
    return inconclusive(
      'crashed',
      `The run gave no answer for ${gate}. This is a defect of the gate.`,
      about,
    );
  switch (answer.status) {
    case 'passed':
      return passed({ ...about, ...answer });
    case 'failed':
      return failed({ ...about, ...answer });
    case 'inconclusive': {
      const { reason, message, retryable, reproduce } = answer;
      return inconclusive(reason, message, {
        ...about,
        reproduce,
        ...(retryable === undefined ? {} : { retryable }),
      });
    }
    default:
      return unreachable(answer);
  }
}

function keyOf(
  job: Job,
  tool: ResolvedTool,
  { engine, question, policy, dependencies, integrity }: JobContext,
): string {
  const { request, tree, baseTree } = question;
  return gateKey({
    gates: job.gates,
    tool: { name: tool.name, version: tool.version },
    setup: job.setup,
    tree,
    baseTree,
    fromBase: integrity.fromBase,
    policy: {
      settings: settingsOf(job, policy),
      limits: policy.limits,
      timeouts: job.gates.map((gate) => policy.timeouts[gate] ?? null),
    },
    dependencies: dependencies.kind === 'unavailable' ? '' : dependencies.digest,
    sandbox: engine.sandbox.kind,
    selection: job.kind === 'test' && request.stage === 'pre-commit' ? 'related' : 'all',
  });
}

function settingsOf(job: Job, policy: Policy): unknown {
  switch (job.kind) {
    case 'typecheck':
      return policy.typecheck;
    case 'lint':
      return policy.lint;
    case 'test':
      return policy.coverage;
    case 'build':
      return policy.build;
    default:
      return unreachable(job);
  }
}
