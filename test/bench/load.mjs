// How a coordinator bears a crowd: 500 checks at once from 200 clients, each gate one second of waiting, more than its
// queue takes; meanwhile an answer that is on record is asked for again and again. Prints what was answered, how long a
// recorded answer took, and the memory of the coordinator; exits with 1 where a check was not answered.
// Usage: npm run bench -- load [checks, default 500] [clients, default 200]
import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { CoordinatorClientService, QualityGatesModule } from '@quality-gates/nestjs';

const CONCURRENCY = 32;
const CAPACITY = 250;
/** Of all together; a run takes a second or a little more. */
const DEADLINE_MS = 180_000;

const checks = bounded(process.argv[2], 500, 5_000);
const clients = bounded(process.argv[3], 200, 1_000);
const home = mkdtempSync(path.join(tmpdir(), 'qg-load-'));

function bounded(text, usual, most) {
  return Math.min(most, Math.max(1, Math.floor(Number(text ?? usual)) || usual));
}

async function startCoordinator() {
  mkdirSync(path.join(home, 'shop'));
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../support/fake-coordinator.mjs', import.meta.url))],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        QG_PORT: '0',
        QG_ROOTS: home,
        QG_REPOSITORIES: JSON.stringify({ shop: path.join(home, 'shop') }),
        QG_STATE_DIRECTORY: path.join(home, 'state'),
        QG_CONCURRENCY: String(CONCURRENCY),
        QG_QUEUE_CAPACITY: String(CAPACITY),
        QG_REQUESTS_PER_MINUTE: '10000000',
        QG_LOG_LEVEL: 'error',
        QG_AUDIT_FILE: path.join(home, 'audit'),
        FAKE_GATE_MS: '1000',
      },
    },
  );
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, url: JSON.parse(line).url };
}

/** One client as an application has it. Each counts as a process: what clients of one process share, they share by settings. */
async function openClient(url, index) {
  const coordinator = {
    url,
    deadlineMs: DEADLINE_MS,
    retryBudget: { ratio: 0.1, reserve: 10 + index },
  };
  const app = await NestFactory.createApplicationContext(QualityGatesModule.forRoot({ coordinator }), {
    logger: false,
  });
  return { app, client: app.get(CoordinatorClientService) };
}

const questionOf = (index) => ({
  stage: 'pre-commit',
  candidate: {
    repository: 'shop',
    tree: index.toString(16).padStart(40, '0'),
    base: { ref: 'main', commit: 'b'.repeat(40) },
  },
});

/** In MiB, as the kernel has it. Linux only. */
function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
}

const quantile = (values, q) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? NaN;

let probes = 0;

/** Whether one question more is refused; one that is taken is taken back. */
async function isFull(url) {
  probes += 1;
  const headers = {
    'content-type': 'application/json',
    prefer: 'wait=0',
    'quality-gates-caller': 'looks-whether-there-is-room',
  };
  const body = JSON.stringify(questionOf(1_000_000 + probes));
  const response = await fetch(`${url}/api/quality/check`, { method: 'POST', headers, body });
  const { checkId } = await response.json();
  if (response.status === 429) return true;
  await fetch(`${url}/api/quality/checks/${checkId}`, { method: 'DELETE', headers });
  return false;
}

const { child, url } = await startCoordinator();
try {
  const opened = [];
  for (let index = 0; index < clients; index += 1) opened.push(await openClient(url, index));
  const reader = await openClient(url, clients);
  const recorded = questionOf(0);
  await reader.client.checkQuality(recorded);
  const before = memoryOf(child.pid).now;

  const crowd = { open: checks };
  const ends = new Map();
  const startedAt = performance.now();
  const asking = Array.from({ length: checks }, async (_, index) => {
    const { client } = opened[index % clients];
    let end;
    try {
      end = (await client.checkQuality(questionOf(index + 1))).outcome;
    } catch (error) {
      end = error.code ?? String(error);
    }
    crowd.open -= 1;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  });

  while (crowd.open > 0 && !(await isFull(url))) await delay(20);
  const latencies = [];
  const fullFrom = performance.now();
  while (crowd.open > CONCURRENCY + CAPACITY && latencies.length < 2_000) {
    const from = performance.now();
    await reader.client.checkQuality(recorded);
    latencies.push(performance.now() - from);
    await delay(5);
  }
  const fullForMs = performance.now() - fullFrom;
  await Promise.all(asking);
  const tookMs = performance.now() - startedAt;
  const { now, peak } = memoryOf(child.pid);

  console.log(
    `${checks} checks from ${clients} clients in ${(tookMs / 1000).toFixed(1)} s:`,
    Object.fromEntries(ends),
  );
  console.log(
    `a recorded answer while the queue is full: ${latencies.length} asked over ${(fullForMs / 1000).toFixed(1)} s,` +
      ` p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms`,
  );
  console.log(`memory of the coordinator: ${before} MiB before, ${peak} MiB at its peak, ${now} MiB after`);
  for (const { app } of [...opened, reader]) await app.close();
  if (ends.get('approved') !== checks) process.exitCode = 1;
} finally {
  child.kill('SIGKILL');
  await once(child, 'close').catch(() => {});
  rmSync(home, { recursive: true, force: true });
}
