// What a verdict costs beside the bare tools: the same four tools on the same small project, run one after the other
// by hand, judged afresh, and answered from the record, in turn, several rounds. Prints medians and ratios; judges
// nothing. Usage: npm run bench -- [rounds, default 5, at most 50], or npm run bench -- load, sandbox or history (see
// there)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { layFixture } from './fixture.mjs';

const other = ['load', 'sandbox', 'history'].find((name) => name === process.argv[2]);
if (other) {
  process.argv.splice(2, 1);
  await import(`./${other}.mjs`);
  process.exit();
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const rounds = Math.min(50, Math.max(1, Number(process.argv[2] ?? 5) || 5));
const home = mkdtempSync(path.join(tmpdir(), 'qg-bench-'));
const repository = path.join(home, 'repository');

function run(file, args, env = {}) {
  const started = performance.now();
  const end = spawnSync(process.execPath, [file, ...args], {
    cwd: repository,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (end.status !== 0)
    throw new Error(
      `${path.basename(file)} ${args.join(' ')} ended with ${end.status}:\n${end.stdout}${end.stderr}`,
    );
  return performance.now() - started;
}

const inPackage = (file) => path.join(root, 'node_modules', file);
const cli = path.join(root, 'apps/cli/dist/main.js');
const record = { QG_RECORD_DIRECTORY: path.join(home, 'record') };
const WAYS = {
  'tools by hand, one after the other': () =>
    run(inPackage('typescript/bin/tsc'), ['--noEmit']) +
    run(inPackage('eslint/bin/eslint.js'), ['.']) +
    run(inPackage('vitest/vitest.mjs'), ['run', '--coverage.enabled']) +
    run(inPackage('tsup/dist/cli-default.js'), []),
  'judged afresh, no sandbox': () =>
    run(cli, ['check', '--commit', 'HEAD', '--no-record', '--quiet', '--sandbox', 'none']),
  'judged afresh, sandbox where it works': () =>
    run(cli, ['check', '--commit', 'HEAD', '--no-record', '--quiet']),
  'answered from the record': () => run(cli, ['check', '--commit', 'HEAD', '--quiet'], record),
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  layFixture(repository);
  const times = Object.fromEntries(Object.keys(WAYS).map((way) => [way, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [way, measure] of Object.entries(WAYS)) {
      const ms = measure();
      if (round > 0) times[way].push(ms); // the first round warms caches and fills the record
    }
  }
  const [hand] = Object.values(times);
  console.log(`median of ${rounds} rounds, and the ratio to the tools by hand pair by pair`);
  for (const [way, values] of Object.entries(times)) {
    const ratio = median(values.map((value, index) => value / hand[index]));
    console.log(`${way.padEnd(40)} ${median(values).toFixed(0).padStart(7)} ms  ${ratio.toFixed(2)}x`);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
