// How a judge would have judged a history: the last commits of a branch in order, first parents only, each against its
// parent, by the embedded coordinator with one record for all. Prints commit × outcome × gate × rule; what is rejected
// there was merged by people, so it is a fault of theirs, a false alarm of the judge, or something to be explained.
// Usage: npm run bench -- history REPOSITORY [COMMITS=20] [BRANCH=HEAD] [--stage STAGE] [--gates A,B] [--messages]
//        [--timeout SECONDS=900, of one commit] [--sandbox auto|none|bubblewrap]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedCoordinator } from '@quality-gates/engine';

const MOST_COMMITS = 1000;
const MESSAGE_LENGTH = 240;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stage: { type: 'string', default: 'post-commit' },
    gates: { type: 'string' },
    messages: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '900' },
    sandbox: { type: 'string', default: 'auto' },
  },
});
const [repositoryArgument, commitsArgument = '20', branch = 'HEAD'] = positionals;
if (repositoryArgument === undefined) {
  console.error(
    'Usage: npm run bench -- history REPOSITORY [COMMITS=20] [BRANCH=HEAD] [--gates A,B] [--messages]',
  );
  process.exit(64);
}
const repository = path.resolve(repositoryArgument);
const count = Math.min(MOST_COMMITS, Math.max(1, Math.floor(Number(commitsArgument)) || 20));

const git = (...args) =>
  execFileSync('git', ['-C', repository, '--no-replace-objects', ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1_048_576,
  }).trim();

/** The commits to judge, the oldest first, each with its tree and its first parent. */
function commitsOf() {
  const lines = git('log', '--first-parent', `--max-count=${count}`, '--format=%H%x00%T%x00%P%x00%s', branch);
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [commit, tree, parents, subject] = line.split('\0');
      return { commit, tree, parent: parents.split(' ')[0], subject };
    })
    .filter(({ parent }) => parent)
    .toReversed();
}

/** Why a gate did not pass, as one line for each rule; what was only said, in brackets. */
function reasonsOf(gate) {
  if (gate.status === 'skipped') return [];
  if (gate.status === 'inconclusive')
    return [`${gate.gate}: ${gate.reason}: ${gate.message.slice(0, MESSAGE_LENGTH)}`];
  const rules = new Map();
  for (const finding of gate.findings) {
    const weight = finding.severity === 'info' ? '(' : '';
    const name = `${weight}${finding.rule}${weight && ')'}`;
    rules.set(name, [...(rules.get(name) ?? []), finding]);
  }
  return [...rules].flatMap(([rule, findings]) => {
    const line = `${gate.gate} ${gate.status}: ${rule} ×${findings.length}`;
    if (!options.messages) return [line];
    return [
      line,
      ...findings
        .slice(0, 8)
        .map(
          ({ file = '', range, message }) =>
            `    ${file}:${range?.startLine ?? ''} ${message.slice(0, MESSAGE_LENGTH)}`,
        ),
    ];
  });
}

const home = mkdtempSync(path.join(tmpdir(), 'qg-history-'));
const coordinator = new EmbeddedCoordinator({
  sandbox: options.sandbox,
  record: { directory: path.join(home, 'record') },
  temporaryDirectory: home,
});
const outcomes = new Map();
try {
  for (const { commit, tree, parent, subject } of commitsOf()) {
    const started = performance.now();
    const request = {
      stage: options.stage,
      candidate: { repository, tree, commit, base: { ref: branch, commit: parent } },
      ...(options.gates && { gates: options.gates.split(',') }),
    };
    let outcome;
    let reasons;
    try {
      const signal = AbortSignal.timeout(Math.floor(Number(options.timeout) * 1000));
      const verdict = await coordinator.check(request, { signal });
      outcome = verdict.outcome;
      reasons = verdict.gates.flatMap(reasonsOf);
    } catch (error) {
      outcome = 'not judged';
      reasons = [`${error.code ?? error.name}: ${error.message.slice(0, MESSAGE_LENGTH)}`];
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    console.log(`${commit.slice(0, 10)} ${outcome.padEnd(12)} ${seconds} s  ${subject.slice(0, 80)}`);
    for (const reason of reasons) console.log(`             ${reason}`);
  }
  console.log([...outcomes].map(([outcome, times]) => `${times} ${outcome}`).join(', '));
} finally {
  await coordinator.close();
  rmSync(home, { recursive: true, force: true });
}
