import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Approval, type CheckRequest, isApproval, type Verdict } from '@quality-gates/contract';
import { reject, verdictFor, type VerdictParts } from '@quality-gates/nestjs/testing';
import { git } from '../agents/git.js';
import { LandingService } from './landing.service.js';

let repository: string;
const landing = new LandingService();

beforeEach(async () => {
  repository = await realpath(await mkdtemp(join(tmpdir(), 'landing-')));
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  await git(repository, 'update-ref', 'refs/heads/main', await commit('the first'));
});

afterEach(() => rm(repository, { recursive: true, force: true }));

describe('landing', () => {
  it('moves the branch from the base of the approval to the commit', async () => {
    const [base, change] = await changeOfMain();

    expect(await landing.land(await approval(base, change), change, 'main')).toEqual({
      outcome: 'landed',
      from: base,
      to: change,
    });
    expect(await main()).toBe(change);
  });

  it('tells that it was superseded where the branch has moved since', async () => {
    const [base, change] = await changeOfMain();
    const theirs = await commit('theirs', base);
    await git(repository, 'update-ref', 'refs/heads/main', theirs);

    expect(await landing.land(await approval(base, change), change, 'main')).toEqual({
      outcome: 'superseded',
      by: theirs,
    });
    expect(await main()).toBe(theirs);
  });

  it('lets exactly one of many that stand on the same base land', async () => {
    const base = await main();
    const changes = await Promise.all(['a', 'b', 'c', 'd'].map((title) => commit(title, base)));
    const approvals = await Promise.all(changes.map((change) => approval(base, change)));

    const ends = await Promise.all(
      approvals.map((proof) => landing.land(proof, proof.candidate.commit ?? '', 'main')),
    );

    expect(ends.filter(({ outcome }) => outcome === 'landed')).toHaveLength(1);
    expect(await main()).toBe(changes[ends.findIndex(({ outcome }) => outcome === 'landed')]);
  });

  it('refuses the approval of another commit', async () => {
    const [base, change] = await changeOfMain();
    const other = await commit('other', base);
    await expectRefusal(landing.land(await approval(base, other), change, 'main'), base, /another commit/);
  });

  it('refuses an approval of the pre-commit stage', async () => {
    const [base, change] = await changeOfMain();
    const proof = await approval(base, change, { stage: 'pre-commit' });
    await expectRefusal(landing.land(proof, change, 'main'), base, /stage pre-commit/);
  });

  it('refuses an approval of another tree', async () => {
    const [base, change] = await changeOfMain();
    const proof = await approval(base, change);
    const forged = { ...proof, candidate: { ...proof.candidate, tree: '1'.repeat(40) } };
    await expectRefusal(landing.land(forged, change, 'main'), base, /another tree/);
  });

  it('refuses a commit that does not stand on the base of its approval', async () => {
    const base = await main();
    const rootless = await commit('without a parent');
    await expectRefusal(
      landing.land(await approval(base, rootless), rootless, 'main'),
      base,
      /stand on the base/,
    );
  });

  it('refuses what is no full approval, even where the compiler was talked out of it', async () => {
    const [base, change] = await changeOfMain();
    const answers = [
      await verdict(base, change, { scope: 'partial' }),
      await verdict(base, change, partsOf(reject([{ message: 'no' }]))),
      {
        ...(await verdict(base, change, partsOf(reject([{ message: 'no' }])))),
        outcome: 'approved' as const,
      },
    ];
    for (const answer of answers) {
      await expectRefusal(landing.land(answer as Approval, change, 'main'), base, /no full approval/);
    }
  });
});

async function expectRefusal(landed: Promise<unknown>, base: string, why: RegExp): Promise<void> {
  await expect(landed).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringMatching(why),
  });
  expect(await main()).toBe(base);
}

const main = (): Promise<string> => git(repository, 'rev-parse', 'main');

async function changeOfMain(): Promise<[base: string, change: string]> {
  const base = await main();
  return [base, await commit('a change', base)];
}

async function commit(title: string, ...parents: string[]): Promise<string> {
  const tree = await git(repository, 'hash-object', '-w', '-t', 'tree', '/dev/null');
  const author = ['-c', 'user.name=agent', '-c', 'user.email=agent@example.invalid'];
  const onto = parents.flatMap((parent) => ['-p', parent]);
  return git(repository, ...author, 'commit-tree', tree, '-m', title, ...onto);
}

async function verdict(base: string, commit: string, parts: VerdictParts, stage?: CheckRequest['stage']) {
  const tree = await git(repository, 'rev-parse', `${commit}^{tree}`);
  const candidate = { repository, tree, commit, base: { ref: base, commit: base } };
  return verdictFor({ stage: stage ?? 'post-commit', candidate }, parts);
}

async function approval(
  base: string,
  commit: string,
  { stage }: { stage?: CheckRequest['stage'] } = {},
): Promise<Approval> {
  const answer: Verdict = await verdict(base, commit, {}, stage);
  if (!isApproval(answer)) throw new Error('This should be an approval.');
  return answer;
}

function partsOf(answer: ReturnType<typeof reject>): VerdictParts {
  if (answer.kind !== 'verdict' || typeof answer.parts === 'function') throw new Error('Not scripted parts.');
  return answer.parts;
}
