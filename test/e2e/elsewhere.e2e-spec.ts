import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { QualityGatesModule, QualityGatesService } from '@quality-gates/nestjs';
import { startCoordinator, type RunningCoordinator } from '../support/programs.js';
import { GIT_ENVIRONMENT, testRepository, type TestRepository } from '../support/test-repository.js';

const FEATURE = 'export function negate(value: number): number {\n  return 0 - value;\n}\n';
const BROKEN = FEATURE.replace('0 - value', 'String(value)');

/**
 * Three hosts that share nothing but the network: the git host, the coordinator's with a clone in which the
 * packages are installed, and the orchestrator's with its own clone and the agent's.
 */
describe('a coordinator on another host', () => {
  let home: string;
  let installed: TestRepository;
  let coordinator: RunningCoordinator;
  let module: TestingModule;
  let gates: QualityGatesService;
  const upstream = () => path.join(home, 'git-host', 'shop.git');
  const mine = () => path.join(home, 'orchestrator', 'shop');
  const agents = () => path.join(home, 'orchestrator', 'agent');

  beforeAll(async () => {
    home = await realpath(await mkdtemp(path.join(tmpdir(), 'qg-elsewhere-')));
    installed = await testRepository();
    git(home, 'clone', '--quiet', '--bare', installed.directory, upstream());
    git(home, 'clone', '--quiet', upstream(), mine());
    git(home, 'clone', '--quiet', upstream(), agents());
    coordinator = await startCoordinator([], {
      QG_REPOSITORIES: JSON.stringify({
        shop: { path: installed.directory, remote: upstream() },
        'without-packages': { remote: upstream() },
      }),
      QG_STATE_DIRECTORY: path.join(home, 'coordinator'),
    });
    const { url, token } = coordinator;
    const imports = [QualityGatesModule.forRoot({ coordinator: { url, token, deadlineMs: 120_000 } })];
    module = await Test.createTestingModule({ imports }).compile();
    gates = module.get(QualityGatesService);
  });
  afterAll(async () => {
    await module.close();
    await coordinator[Symbol.asyncDispose]();
    await installed[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true });
  });

  const asked = () => ({ repository: mine(), registeredAs: 'shop', base: 'main', agentId: 'a', taskId: 't' });
  const preCommit = (names: string[]) =>
    gates.preCommitCheck({ ...asked(), worktree: agents(), gates: names });
  const postCommit = (commit: string, names: string[]) =>
    gates.postCommitCheck({ ...asked(), commit, gates: names });
  const change = (text: string) => writeFile(path.join(agents(), 'src/negate.ts'), text);
  /** How many packs the coordinator was sent. */
  const uploads = async () => {
    const packs = await readdir(path.join(home, 'coordinator/objects/shop/uploads.git/objects/pack'));
    return packs.filter((name) => name.endsWith('.pack')).length;
  };

  it('approves and rejects what it was sent, by real tools', async () => {
    await change(FEATURE);
    const approved = await preCommit(['typecheck', 'lint']);
    expect(approved).toMatchObject({ outcome: 'approved', candidate: { repository: 'shop' } });
    expect(approved.gates.map(({ gate, status }) => [gate, status])).toEqual([
      ['typecheck', 'passed'],
      ['lint', 'passed'],
    ]);
    await change(BROKEN);
    const rejected = await preCommit(['typecheck']);
    expect(rejected.outcome).toBe('rejected');
    expect(rejected.gates).toMatchObject([
      { status: 'failed', findings: [{ rule: 'TS2322', file: 'src/negate.ts', range: { startLine: 2 } }] },
    ]);
    expect(await uploads()).toBe(2);
  });

  it('is not sent again what it has', async () => {
    await change(FEATURE.replace('0 - value', '-value'));
    await preCommit(['typecheck']);
    const before = await uploads();
    expect((await preCommit(['lint'])).outcome).toBe('approved');
    expect(await uploads()).toBe(before);
  });

  it('fetches by itself what has landed, and judges the next change on it', async () => {
    await change(FEATURE);
    git(agents(), 'add', '--all');
    git(agents(), 'commit', '--quiet', '--message', 'Negate');
    git(agents(), 'push', '--quiet', mine(), 'HEAD:refs/heads/candidate');
    const commit = git(mine(), 'rev-parse', 'candidate');
    expect((await postCommit(commit, ['typecheck'])).outcome).toBe('approved');

    git(mine(), 'merge', '--quiet', '--ff-only', 'candidate');
    await change(`${FEATURE}\nexport const zero = negate(0);\n`);
    await expect(preCommit(['typecheck'])).rejects.toMatchObject({
      code: 'revision-unknown',
      message: expect.stringMatching(/"main" is at [0-9a-f]{40}/) as unknown,
    });
    git(mine(), 'push', '--quiet', 'origin', 'main');
    const verdict = await preCommit(['typecheck']);
    expect(verdict).toMatchObject({ outcome: 'approved', candidate: { base: { ref: 'main', commit } } });
    expect(git(installed.directory, 'rev-parse', 'main')).not.toBe(commit);
  });

  it('judges without installed packages what needs none, and cannot tell the rest', async () => {
    await change(FEATURE);
    const verdict = await gates.preCommitCheck({
      ...asked(),
      registeredAs: 'without-packages',
      worktree: agents(),
      gates: ['integrity', 'typecheck'],
    });
    expect(verdict).toMatchObject({
      outcome: 'inconclusive',
      gates: [
        { gate: 'integrity', status: 'passed' },
        { gate: 'typecheck', status: 'inconclusive', reason: 'dependencies-unavailable' },
      ],
    });
    expect(JSON.stringify(verdict)).not.toContain(home);
  });

  it('knows no other name, and no path of its host', async () => {
    const question = { ...asked(), worktree: agents() };
    for (const registeredAs of ['till', 'constructor']) {
      await expect(gates.preCommitCheck({ ...question, registeredAs })).rejects.toMatchObject({
        code: 'repository-unknown',
      });
    }
    const { repository, base, agentId, taskId } = question;
    await expect(
      gates.preCommitCheck({ repository, base, agentId, taskId, worktree: agents() }),
    ).rejects.toMatchObject({ code: 'repository-unknown' });
  });
});

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env: GIT_ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' }).trim();
}
