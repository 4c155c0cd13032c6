import { QualityGatesError } from '@quality-gates/contract';
import { runCli, type Commands } from './cli.js';
import type { CheckFlags } from './check-flags.js';
import { memoryTerminal } from './testing/memory-terminal.js';

async function run(args: string[], commands: Partial<Commands> = {}) {
  const screen = memoryTerminal();
  const asked: CheckFlags[] = [];
  const served: (readonly string[])[] = [];
  const exitCode = await runCli(args, {
    terminal: screen.terminal,
    version: '1.2.3',
    commands: {
      check: async (flags) => {
        asked.push(flags);
        return 0;
      },
      serve: async (given) => {
        served.push(given);
        return 7;
      },
      ...commands,
    },
  });
  return { exitCode, asked, served, stdout: screen.stdout(), stderr: screen.stderr() };
}

it.each([
  ['an unknown command', ['chekc'], 'Did you mean check?'],
  ['an unknown option', ['check', '--quite'], 'Did you mean --quiet?'],
  ['no command', [], 'Usage: quality-gates'],
  ['an argument too many', ['check', 'src'], 'too many arguments'],
  ['a missing value', ['check', '--base'], 'argument missing'],
  ['an unknown format', ['check', '--format', 'xml'], 'pretty, json, agent, sarif, junit'],
  ['an unknown stage', ['check', '--stage', 'commit'], 'pre-commit, post-commit'],
  ['an unknown sandbox', ['check', '--sandbox', 'docker'], 'auto, none, bubblewrap'],
  ['an unknown gate', ['check', '--gates', 'lint,tset'], 'Choose from integrity, typecheck, lint, test'],
  ['no gate', ['check', '--gates', ''], 'Choose from integrity'],
  ['two subjects', ['check', '--staged', '--commit', 'HEAD'], 'Give only one of them.'],
  ['index and work tree', ['check', '--staged', '--worktree'], 'Give only one of them.'],
  ['a coordinator that is no URL', ['check', '--coordinator', 'localhost'], 'e.g. http://127.0.0.1:3500'],
  ['a name of a repository for nobody', ['check', '--repository', 'shop'], 'Give --coordinator URL too'],
  [
    'a path for a name',
    ['check', '--coordinator', 'http://c', '--repository', '/srv/shop'],
    'the name under which the coordinator has registered',
  ],
  ['credentials in the URL', ['check', '--coordinator', 'http://a:b@c'], 'the token belongs in QG_TOKEN'],
  [
    'a sandbox for a coordinator',
    ['check', '--coordinator', 'http://c', '--sandbox', 'none'],
    'Leave one of them out.',
  ],
  [
    'no record for a coordinator',
    ['check', '--coordinator', 'http://c', '--no-record'],
    'Leave one of them out.',
  ],
])('answers %s with 64 and the mend, and says nothing on stdout', async (_title, args, mend) => {
  const { exitCode, stdout, stderr, asked } = await run(args);
  expect({ exitCode, stdout, asked }).toEqual({ exitCode: 64, stdout: '', asked: [] });
  expect(stderr).toContain(mend);
});

it('reads every option of check', async () => {
  const { asked, exitCode } = await run(
    'check,--repo,r,--commit,HEAD,--base,main,--stage,pre-commit,--format,sarif,--output,o,--no-record'
      .split(',')
      .concat('--sandbox', 'none', '--quiet', '--gates', 'lint, test,lint'),
  );
  expect(exitCode).toBe(0);
  expect(asked).toEqual([
    {
      repo: 'r',
      subject: { kind: 'commit', revision: 'HEAD' },
      base: 'main',
      stage: 'pre-commit',
      gates: ['lint', 'test'],
      format: 'sarif',
      output: 'o',
      record: false,
      sandbox: 'none',
      quiet: true,
    },
  ]);
});

it('asks by default for what is staged or the work tree, recorded, in the best sandbox, said prettily', async () => {
  const { asked } = await run(['check']);
  expect(asked).toEqual([
    { subject: { kind: 'auto' }, format: 'pretty', record: true, sandbox: 'auto', quiet: false },
  ]);
});

it.each([
  [['--help'], 'quality-gates check --staged'],
  [['check', '--help'], 'quality-gates check --format sarif'],
  [['help', 'check'], 'quality-gates check --format sarif'],
])('tells exit codes and an example for %j', async (args, example) => {
  const { exitCode, stdout } = await run(args);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('64   bad usage');
  expect(stdout).toContain(example);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(86);
});

it('tells its version', async () => {
  expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: '1.2.3\n' });
});

it('hands arguments to the coordinator and its exit code back', async () => {
  expect(await run(['serve', '--some', 'thing'])).toMatchObject({
    exitCode: 7,
    served: [['--some', 'thing']],
  });
});

it("shows the coordinator's help below its own", async () => {
  const { served, stdout } = await run(['serve', '--help']);
  expect(served).toEqual([['--help']]);
  expect(stdout).toContain('QG_ROOTS=/srv/git quality-gates serve');
});

it.each([
  ['repository-unknown', 64],
  ['revision-unknown', 64],
  ['invalid-request', 64],
  ['coordinator-unavailable', 2],
  ['unauthorized', 2],
  ['policy-invalid', 2],
  ['unsafe-tree', 2],
] as const)('answers %s with %i and one line on stderr', async (code, expected) => {
  const check = () => Promise.reject(new QualityGatesError(code, 'Cause.', { mend: 'Mend.' }));
  expect(await run(['check'], { check })).toMatchObject({
    exitCode: expected,
    stdout: '',
    stderr: 'error: Cause. Mend.\n',
  });
});

it('answers an unforeseen error with 2, never with approval, and shows where it came from', async () => {
  const { exitCode, stderr } = await run(['check'], { check: () => Promise.reject(new TypeError('odd')) });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('TypeError: odd\n    at ');
});

it('prints no escape sequence that an error message carries', async () => {
  const check = () => Promise.reject(new QualityGatesError('internal', 'a\u001b]0;title\u0007b\u001b[31mc'));
  expect((await run(['check'], { check })).stderr).toBe('error: abc\n');
});
