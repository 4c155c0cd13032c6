import {
  checkIdOf,
  inconclusive,
  skipped,
  type CheckEvent,
  type CheckRequest,
  type GateResult,
  type Verdict,
} from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import type { Engine } from './engine.js';
import { judgeIntegrity } from './integrity/judge-integrity.js';
import { waiversInForce, withWaivers } from './integrity/waivers.js';
import { explainingTools } from './jobs/explain.js';
import { findPackages } from './jobs/find-packages.js';
import { syntaxReader } from './jobs/read-syntax.js';
import { announce, runJob } from './jobs/run-job.js';
import { planGates, type Plan } from './plan/plan.js';
import { readPolicy } from './policy/read-policy.js';
import { readQuestion, repositoryPathOf } from './question.js';
import { verdictOf } from './verdict.js';

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

  const path = repositoryPathOf(request);
  await using repository = await openRepository(path, {
    temporaryDirectory: engine.directory,
    alsoReadFrom: engine.alsoReadFrom(path),
    signal,
  });
  const question = await readQuestion(repository, request);
  const policy = await readPolicy(question.judge);
  const plan = await planGates(request, policy, question.judge);
  emit({ type: 'started', checkId, gates: plan.required });

  const grounds = { engine, repository, question, policy, signal };
  const waivers = waiversInForce(request, startedAt);
  await using packages = await findPackages(grounds, waivers);
  const tools = await explainingTools({ ...grounds, dependencies: () => packages.ofBase() });
  const { judgePackages } = packages;
  const readSyntax = syntaxReader(grounds);
  const means = { policy, judgePackages, waivers, tools, readSyntax };
  const integrity = await judgeIntegrity(question, means);
  const early = [...(plan.integrity ? [integrity.result] : []), ...resultsWithoutATool(plan)].map((result) =>
    withWaivers(result, waivers),
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

  const results = [...early, ...answered.flat()];
  const durationMs = performance.now() - started;
  const verdict = await verdictOf({ ...grounds, request, plan, results, waivers, startedAt, durationMs });
  emit({ type: 'verdict', checkId, verdict });
  return verdict;
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
