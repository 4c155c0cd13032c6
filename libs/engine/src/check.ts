import {
  checkIdOf,
  inconclusive,
  KNOWN_GATES,
  outcomeOf,
  skipped,
  waiverRequestsIn,
  type CheckEvent,
  type CheckRequest,
  type GateResult,
  type Verdict,
  type WaiverRequest,
} from '@quality-gates/contract';
import { openRepository, type Repository } from '@quality-gates/git';
import type { Engine } from './engine.js';
import { importsOfConfiguration } from './integrity/configuration/index.js';
import { judgeIntegrity } from './integrity/judge-integrity.js';
import { configurationImports, waivedPackages } from './integrity/packages/index.js';
import { appliedWaivers, waiversInForce, withWaivers } from './integrity/waivers.js';
import { planGates, type Plan } from './plan/plan.js';
import { digestOf, readPolicy } from './policy/read-policy.js';
import { readQuestion, repositoryPathOf } from './question.js';
import { explainingTools } from './jobs/explain.js';
import { announce, runJob } from './jobs/run-job.js';
import { ENGINE_VERSION } from './version.js';
import { judgeDependencies } from './workspace/judge-dependencies.js';
import { judgePackagesOf } from './workspace/judge-packages.js';

export interface CheckContext {
  signal: AbortSignal;
  emit: (event: CheckEvent) => void;
}

/**
 * Answers one question, from the trees to the verdict: the policy of the base says what is asked, detection on
 * the base says which tool answers, each tool judges the candidate in a workspace of its own.
 *
 * @throws QualityGatesError where nothing could be judged; a gate that could not tell is part of the verdict
 */
export async function check(
  request: CheckRequest,
  engine: Engine,
  { signal, emit }: CheckContext,
): Promise<Verdict> {
  const checkId = checkIdOf(request);
  const startedAt = engine.now();
  const started = performance.now();
  const about = { checkId };

  const path = repositoryPathOf(request);
  await using repository = await openRepository(path, {
    temporaryDirectory: engine.directory,
    alsoReadFrom: engine.alsoReadFrom(path),
    signal,
  });
  const question = await readQuestion(repository, request);
  const policy = await readPolicy(question.judge);
  const plan = await planGates(request, policy, question.judge);
  emit({ type: 'started', ...about, gates: plan.required });

  const { judge: base, candidate, tree } = question;
  const inForce = waiversInForce(request.waivers ?? [], tree, request.candidate.base.commit, startedAt);
  const imported = await importsOfConfiguration(question, policy);
  const judgePackages = await judgePackagesOf(base, await configurationImports(base, imported));
  const waived = await waivedPackages(base, candidate, judgePackages, inForce);
  await using packages = judgeDependencies(
    repository,
    { base, candidate, judgePackages, ...waived, signal },
    engine.dependencies,
  );
  const grounds = { engine, repository, question, policy, signal };
  const tools = await explainingTools({ ...grounds, dependencies: () => packages.ofBase() });
  const integrity = await judgeIntegrity(question, { policy, judgePackages, waivers: inForce, tools });
  const early = [...(plan.integrity ? [integrity.result] : []), ...resultsWithoutATool(plan)].map((result) =>
    withWaivers(result, inForce),
  );
  for (const result of early) announce(result, { checkId, emit });

  const answered = await Promise.all(
    plan.jobs.map(async (job) =>
      runJob(job, {
        ...grounds,
        dependencies: await packages.ofCandidate(),
        dependenciesOfBase: () => packages.ofBase(),
        integrity,
        emit,
        checkId,
      }),
    ),
  );
  signal.throwIfAborted();

  const gates = inOrder([...early, ...answered.flat()]);
  const waivers = appliedWaivers(inForce, gates);
  const waiverRequests = await waiversAskedFor(repository, request);
  const verdict: Verdict = {
    checkId,
    outcome: outcomeOf(plan.required, gates),
    scope: plan.scope,
    stage: request.stage,
    candidate: request.candidate,
    requiredGates: plan.required,
    gates,
    ...(waivers.length > 0 ? { waivers } : {}),
    ...(waiverRequests.length > 0 ? { waiverRequests } : {}),
    policyDigest: digestOf(policy),
    engineVersion: ENGINE_VERSION,
    sandbox: engine.sandbox.kind,
    containment: engine.limiter.containment,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - started),
  };
  emit({ type: 'verdict', ...about, verdict });
  return verdict;
}

/** An agent can ask for waivers in the message of its commit. They are shown, never applied. */
async function waiversAskedFor(
  repository: Repository,
  { candidate: { commit } }: CheckRequest,
): Promise<WaiverRequest[]> {
  if (commit === undefined) return [];
  return waiverRequestsIn((await repository.messageOf(commit)) ?? '');
}

/** Gates that the policy leaves out, and gates that it asks for and no tool of the base can answer. */
function resultsWithoutATool(plan: Plan): GateResult[] {
  return [
    ...plan.skipped.map(({ gate, reason, message }) => skipped(reason, message, { gate })),
    ...plan.missing.map(({ gate, message }) =>
      inconclusive('tool-missing', message, { gate, required: true, durationMs: 0 }),
    ),
  ];
}

function inOrder(results: readonly GateResult[]): GateResult[] {
  return KNOWN_GATES.flatMap((gate) => results.filter((result) => result.gate === gate));
}
