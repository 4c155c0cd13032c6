import { cliCheck, startCli } from '../support/programs.js';
import { testRepository } from '../support/test-repository.js';

const GOOD = 'export function negate(value: number): number {\n  return 0 - value;\n}\n';
const BAD = 'export function negate(value: number): number {\n  return String(value);\n}\n';
const TYPECHECK = ['--gates', 'typecheck'];

describe('the exact tree', () => {
  it('is what is staged: an unstaged fault does not count', async () => {
    await using repository = await testRepository();
    await repository.write({ 'src/negate.ts': GOOD });
    await repository.git('add', '--all');
    await repository.write({ 'src/negate.ts': BAD });
    const { verdict } = await cliCheck(repository.directory, TYPECHECK);
    expect(verdict.outcome).toBe('approved');
    expect(verdict.candidate.tree).toBe(await repository.git('write-tree'));
  });

  it('is what is staged: an unstaged mend does not count', async () => {
    await using repository = await testRepository();
    await repository.write({ 'src/negate.ts': BAD });
    await repository.git('add', '--all');
    await repository.write({ 'src/negate.ts': GOOD });
    expect((await cliCheck(repository.directory, TYPECHECK)).verdict.outcome).toBe('rejected');
  });

  it('lacks a file that was not added, though it lies in the work tree', async () => {
    await using repository = await testRepository();
    await repository.write({
      'src/index.ts': "export { negate } from './negate.js';\n",
      'src/negate.ts': GOOD,
    });
    await repository.git('add', 'src/index.ts');
    const { verdict } = await cliCheck(repository.directory, TYPECHECK);
    const missing = expect.objectContaining({ rule: 'TS2307', file: 'src/index.ts' });
    expect(verdict.gates).toMatchObject([{ status: 'failed', findings: expect.arrayContaining([missing]) }]);
  });

  it('lacks what is ignored', async () => {
    await using repository = await testRepository({ '.gitignore': 'node_modules/\nsrc/negate.ts\n' });
    await repository.write({
      'src/index.ts': "export { negate } from './negate.js';\n",
      'src/negate.ts': GOOD,
    });
    expect((await cliCheck(repository.directory, [...TYPECHECK, '--worktree'])).verdict.outcome).toBe(
      'rejected',
    );
  });

  it('does not change when the work tree is edited while gates run', async () => {
    await using repository = await testRepository();
    await repository.write({ 'src/negate.ts': GOOD });
    const check = startCli(['check', '--worktree', '--no-record', '--format', 'json', ...TYPECHECK], {
      cwd: repository.directory,
    });
    await check.shows('typecheck runs');
    await repository.write({ 'src/negate.ts': BAD, 'src/index.ts': BAD });
    const end = await check.end;
    expect(JSON.parse(end.stdout)).toMatchObject({ outcome: 'approved' });
  });

  it('leaves the repository as it was: index, work tree and references', async () => {
    await using repository = await testRepository();
    await repository.write({ 'src/negate.ts': GOOD });
    const before = [
      await repository.git('status', '--porcelain'),
      await repository.git('for-each-ref'),
      await repository.git('ls-files', '--stage'),
    ];
    await cliCheck(repository.directory, [...TYPECHECK, '--worktree']);
    const after = [
      await repository.git('status', '--porcelain'),
      await repository.git('for-each-ref'),
      await repository.git('ls-files', '--stage'),
    ];
    expect(after).toEqual(before);
  });
});
