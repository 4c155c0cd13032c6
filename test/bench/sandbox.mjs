// What the sandbox costs: the same tests of the same tree, judged in bubblewrap and without, in turn, in pairs. Prints
// the wall times and the ratio of each pair; judges nothing.
// Usage: npm run bench -- sandbox [rounds, default 7, at most 50] [repository, default: a small project of our own]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedCoordinator } from '@quality-gates/engine';
import { openRepository } from '@quality-gates/git';
import { layFixture } from './fixture.mjs';

const rounds = Math.min(50, Math.max(1, Number(process.argv[2] ?? 7) || 7));
const home = mkdtempSync(path.join(tmpdir(), 'qg-bench-'));
const repository = process.argv[3]
  ? path.resolve(process.argv[3])
  : layFixture(path.join(home, 'repository'));

const sorted = (values) => values.toSorted((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];
const range = (values, digits) =>
  `${sorted(values)[0].toFixed(digits)} to ${sorted(values).at(-1).toFixed(digits)}`;

async function candidateOf(directory) {
  const view = await openRepository(directory);
  try {
    const { commit } = await view.resolve('HEAD');
    const { tree } = await view.snapshot({ kind: 'commit', revision: commit });
    return { repository: directory, tree, base: { ref: 'HEAD', commit } };
  } finally {
    await view[Symbol.asyncDispose]();
  }
}

async function measure(coordinator, candidate) {
  const started = performance.now();
  const verdict = await coordinator.check({ stage: 'post-commit', candidate, gates: ['test'] });
  const ms = performance.now() - started;
  const [gate] = verdict.gates;
  if (gate?.status !== 'passed')
    throw new Error(
      `The tests do not pass, so there is nothing to compare: ${JSON.stringify(gate, null, 2)}`,
    );
  return { ms, containment: verdict.containment };
}

const inside = new EmbeddedCoordinator({ sandbox: 'bubblewrap' });
const outside = new EmbeddedCoordinator({ sandbox: 'none' });
try {
  const candidate = await candidateOf(repository);
  const pairs = [];
  for (let round = 0; round <= rounds; round += 1) {
    const without = await measure(outside, candidate);
    const contained = await measure(inside, candidate);
    if (round === 0) console.log(`limits: ${JSON.stringify(contained.containment)}`);
    else pairs.push([contained.ms, without.ms]); // the first round warms caches
  }
  const ratios = pairs.map(([contained, without]) => contained / without);
  console.log(`${rounds} pairs of ${path.basename(repository)}`);
  for (const [name, values] of [
    ['without', pairs.map(([, without]) => without)],
    ['in bubblewrap', pairs.map(([contained]) => contained)],
  ])
    console.log(`${name.padEnd(14)} median ${median(values).toFixed(0)} ms, ${range(values, 0)} ms`);
  console.log(`${'ratio'.padEnd(14)} median ${median(ratios).toFixed(2)}x, ${range(ratios, 2)}x`);
} finally {
  await Promise.all([inside.close(), outside.close()]);
  rmSync(home, { recursive: true, force: true });
}
