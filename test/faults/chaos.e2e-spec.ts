import { setTimeout as delay } from 'node:timers/promises';
import { checkIdOf, type CheckRequest } from '@quality-gates/contract';
import type { CoordinatorClientService } from '@quality-gates/nestjs';
import { systemRuntime } from '../../libs/quality-gates/src/client/runtime.js';
import { FakeCoordinator, type RunLine } from '../support/fake-coordinator.js';
import { eventually } from '../support/processes.js';
import { type Application, applicationIn } from './support/application.js';
import { endOf, type Ended } from './support/scenario.js';

const AGENTS = 40;
const CHECKS = 10;
/** So few that most are asked by several agents. */
const QUESTIONS = 160;
const KILLS = 5;
/** So many runs begin between one kill and the next. */
const RUNS_PER_LIFE = Math.floor(QUESTIONS / (KILLS + 1));

/** With the client's own retries, budget and circuit breaker, which opens for a shorter while. */
const OPTIONS = {
  attemptTimeoutMs: 20_000,
  deadlineMs: 60_000,
  circuitBreaker: { openMs: 300 },
};
/** So often an agent asks again when it was told that this may help, and so long it waits before. */
const PATIENCE = { times: 60, pauseMs: 300 };

const questionOf = (index: number): CheckRequest => ({
  stage: 'pre-commit',
  candidate: {
    repository: 'shop',
    tree: index.toString(16).padStart(40, '0'),
    base: { ref: 'main', commit: 'b'.repeat(40) },
  },
});

/** What each agent asks: steps through all questions that share no divisor with their number, so agents meet often. */
const asksOf = (agent: number): CheckRequest[] =>
  Array.from({ length: CHECKS }, (_, index) => questionOf((agent * 37 + index * 13) % QUESTIONS));

test('forty agents ask through five kills of the coordinator: nothing is lost and nothing is doubled', async () => {
  await using coordinator = await FakeCoordinator.start({
    FAKE_GATE_MS: '60',
    QG_CONCURRENCY: '4',
    QG_QUEUE_CAPACITY: '1000',
    QG_REMEMBERED_CHECKS: '1000',
  });
  const agents = await Promise.all(
    Array.from({ length: AGENTS }, () => applicationIn(systemRuntime, { url: coordinator.url, ...OPTIONS })),
  );
  try {
    const ends: { request: CheckRequest; end: Ended }[] = [];
    const working = Promise.all(
      agents.map(async ({ client }, agent) => {
        for (const request of asksOf(agent))
          ends.push({ request, end: await insist(client, request, agent) });
      }),
    );
    /** How often each check that was answered before a kill had been run by then. */
    const answeredBefore = new Map<string, number>();
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await eventually(() => startsIn(coordinator.runs) >= kill * RUNS_PER_LIFE);
      const { runs } = coordinator;
      for (const { request, end } of ends) {
        const checkId = checkIdOf(request);
        if ('error' in end || answeredBefore.has(checkId)) continue;
        answeredBefore.set(checkId, startsIn(runs, checkId));
      }
      await coordinator.killAndRestart();
    }
    await working;

    expect(ends).toHaveLength(AGENTS * CHECKS);
    for (const { request, end } of ends) {
      expect(end).toMatchObject({ verdict: { outcome: 'approved', candidate: request.candidate } });
    }

    const { runs } = coordinator;
    expectNoOverlap(runs, coordinator.deaths);
    expectGrowingRuns(runs);

    await expectAnswersAgain(
      agents,
      ends.map(({ request }) => request),
    );
    // What had been answered before a kill was never run again after it.
    expect(answeredBefore.size).toBeGreaterThan(20);
    const runsInAll = coordinator.runs;
    for (const [checkId, starts] of answeredBefore) expect(startsIn(runsInAll, checkId)).toBe(starts);
  } finally {
    await Promise.all(agents.map((agent) => agent[Symbol.asyncDispose]()));
  }
}, 150_000);

function askAs(client: CoordinatorClientService, request: CheckRequest, agent: number): Promise<Ended> {
  return endOf(client.checkQuality({ ...request, origin: { agentId: `agent-${agent}`, taskId: 'task' } }));
}

/** Asks again where the error says that it may help: a typed error is an end, but not the last one. */
async function insist(
  client: CoordinatorClientService,
  request: CheckRequest,
  agent: number,
): Promise<Ended> {
  for (let time = 1; ; time += 1) {
    const end = await askAs(client, request, agent);
    if ('verdict' in end || time === PATIENCE.times) return end;
    expect(end.error).toMatchObject({ code: expect.any(String), retryable: true });
    await delay(PATIENCE.pauseMs);
  }
}

function startsIn(runs: RunLine[], checkId?: string): number {
  return runs.filter((line) => line.what === 'start' && (checkId ?? line.checkId) === line.checkId).length;
}

function groupedByCheck(runs: RunLine[]): Map<string, RunLine[]> {
  const byCheck = new Map<string, RunLine[]>();
  for (const line of runs) byCheck.set(line.checkId, [...(byCheck.get(line.checkId) ?? []), line]);
  return byCheck;
}

/** A run that was begun ends with its line or with its process, and only then another one of its check begins. */
function expectNoOverlap(runs: RunLine[], deaths: ReadonlyMap<number, number>): void {
  for (const lines of groupedByCheck(runs).values()) {
    let open: RunLine | undefined;
    for (const line of lines) {
      if (line.what === 'end') {
        expect(line).toMatchObject({ run: open?.run, pid: open?.pid });
        open = undefined;
        continue;
      }
      if (open) {
        expect(open.pid).not.toBe(line.pid);
        expect(deaths.get(open.pid)).toBeLessThanOrEqual(line.at);
      }
      open = line;
    }
  }
}

function expectGrowingRuns(runs: RunLine[]): void {
  for (const lines of groupedByCheck(runs).values()) {
    const numbers = lines.filter(({ what }) => what === 'start').map(({ run }) => run);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  }
}

/** Every question can be asked again and is approved; no run is needed for what has an answer. */
async function expectAnswersAgain(
  agents: Application<typeof systemRuntime>[],
  requests: CheckRequest[],
): Promise<void> {
  const distinct = [...new Map(requests.map((request) => [checkIdOf(request), request])).values()];
  expect(distinct.length).toBeGreaterThan(100);
  const again = await Promise.all(
    distinct.map((request, index) => {
      const agent = index % agents.length;
      const { client } = agents[agent] ?? {};
      if (!client) throw new Error('unreachable');
      return askAs(client, request, agent);
    }),
  );
  for (const [index, end] of again.entries()) {
    expect(end).toMatchObject({ verdict: { outcome: 'approved', candidate: distinct[index]?.candidate } });
  }
}
