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
import { judgeIntegrity } from './integrity/judge-integrity.js';
import { appliedWaivers, withWaivers } from './integrity/waivers.js';
import { planGates, type Plan } from './plan/plan.js';
import { digestOf, readPolicy } from './policy/read-policy.js';
import { readQuestion, repositoryPathOf } from './question.js';
import { announce, runJob } from './jobs/run-job.js';
import { ENGINE_VERSION } from './version.js';
import { findDependencies } from './workspace/dependencies.js';

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

  const integrity = await judgeIntegrity(question, policy, repository, engine.now());
  const early = [...(plan.integrity ? [integrity.result] : []), ...resultsWithoutATool(plan)].map((result) =>
    withWaivers(result, integrity.waivers),
  );
  for (const result of early) announce(result, { checkId, emit });

  const dependencies = await findDependencies(repository, question.candidate);
  const answered = await Promise.all(
    plan.jobs.map((job) =>
      runJob(job, {
        engine,
        repository,
        question,
        policy,
        dependencies,
        integrity,
        signal,
        emit,
        checkId,
      }),
    ),
  );
  signal.throwIfAborted();

  const gates = inOrder([...early, ...answered.flat()]);
  const waivers = appliedWaivers(integrity.waivers, gates);
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
