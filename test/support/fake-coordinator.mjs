// A coordinator process that is real but for its engine: gates take a fixed time of waiting and approve. Settings as
// of the real one, and besides
//   FAKE_GATE_MS      how long a run takes, in milliseconds; up to half as much longer, by its tree
//   FAKE_RUNS_FILE    where it appends a line of JSON at each start and end of a run
import 'reflect-metadata';
import { appendFileSync } from 'node:fs';
import { checkIdOf, passed } from '@quality-gates/contract';
import { createCoordinatorApp } from '../../apps/coordinator/dist/app.js';
import { loadConfig } from '../../apps/coordinator/dist/config/load-config.js';
import { CHECK_QUEUE } from '../../apps/coordinator/dist/queue/check-queue.js';

const gateMs = Number(process.env.FAKE_GATE_MS ?? 50);
const runsFile = process.env.FAKE_RUNS_FILE;

/** Which run of which check each engine call is, by what the engine sees of it. */
const jobs = new Map();
const keyOf = ({ stage, candidate: { tree, commit, base } }) => [stage, tree, commit, base.commit].join();

function note(what, job) {
  if (runsFile === undefined) return;
  const line = { what, checkId: job.checkId, run: job.run, pid: process.pid, at: Date.now() };
  appendFileSync(runsFile, `${JSON.stringify(line)}\n`);
}

function waitFor(delayMs, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs);
    const cancel = () => {
      clearTimeout(timer);
      reject(new Error('cancelled'));
    };
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}

const engine = {
  async check(request, { signal = new AbortController().signal, onEvent = () => {} } = {}) {
    const job = jobs.get(keyOf(request));
    note('start', job);
    try {
      const checkId = checkIdOf(request);
      const about = { gate: 'lint', required: true, durationMs: gateMs };
      onEvent({ type: 'started', checkId, gates: [about.gate] });
      await waitFor(gateMs * (1 + (Number.parseInt(request.candidate.tree.slice(-2), 16) % 16) / 32), signal);
      const result = passed({ ...about, evidence: [{ kind: 'files-linted', count: 1 }] });
      onEvent({ type: 'gate-finished', checkId, result });
      return {
        checkId,
        outcome: 'approved',
        scope: 'full',
        stage: request.stage,
        candidate: request.candidate,
        requiredGates: [about.gate],
        gates: [result],
        policyDigest: '0'.repeat(64),
        engineVersion: '0.0.0-fake',
        sandbox: 'none',
        startedAt: new Date().toISOString(),
        durationMs: gateMs,
      };
    } finally {
      note('end', job);
    }
  },
  health: async () => ({ status: 'ok', engineVersion: '0.0.0-fake', sandbox: 'none' }),
};

const app = await createCoordinatorApp(loadConfig(process.env), {
  engine,
  // The trees that are asked about exist nowhere.
  sources: (repositories) => ({ ensure: ({ candidate }) => repositories.resolve(candidate.repository) }),
});
const queue = app.nest.get(CHECK_QUEUE);
const add = queue.add.bind(queue);
queue.add = (job, ...rest) => {
  jobs.set(keyOf(job.request), { checkId: job.checkId, run: job.run });
  return add(job, ...rest);
};
const url = await app.listen();
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ event: 'listening', url })}\n`);
