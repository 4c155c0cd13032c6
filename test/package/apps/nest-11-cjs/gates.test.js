// A CommonJS application of Nest 11 under Jest as it comes: no configuration, no transform of dependencies.
require('reflect-metadata');
const { execFileSync } = require('node:child_process');
const { mkdtempSync, realpathSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Test } = require('@nestjs/testing');
const {
  CoordinatorUnavailableError,
  feedback,
  isApproval,
  QualityGatesModule,
  QualityGatesService,
} = require('@quality-gates/nestjs');
const { approve, MockCoordinator, reject } = require('@quality-gates/nestjs/testing');

let repository;
let coordinator;
let app;
beforeAll(async () => {
  repository = realpathSync(mkdtempSync(join(tmpdir(), 'nest-11-')));
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      cwd: repository,
    });
  git('init', '--quiet', '--initial-branch=main');
  git('commit', '--quiet', '--allow-empty', '-m', 'Begin');
  writeFileSync(join(repository, 'a.js'), 'module.exports = 1;\n');
  coordinator = await MockCoordinator.start({ token: 'secret' });
  app = await Test.createTestingModule({
    imports: [
      QualityGatesModule.forRootAsync({
        useFactory: async () => ({
          coordinator: { url: coordinator.url, token: async () => 'secret', retry: { maxAttempts: 1 } },
        }),
      }),
    ],
  }).compile();
});
afterAll(async () => {
  await app?.close();
  await coordinator?.close();
  if (repository) rmSync(repository, { recursive: true });
});

const ask = () =>
  app
    .get(QualityGatesService)
    .preCommitCheck({ worktree: repository, repository, base: 'main', agentId: 'a', taskId: 't' });

test('an application of Nest 11 has a change judged', async () => {
  coordinator.answer(
    reject([{ message: 'no', file: 'a.js', range: { startLine: 1 } }], { gate: 'lint' }),
    approve(),
  );
  expect(feedback(await ask())).toContain('a.js:1 mock no');
  expect(isApproval(await ask())).toBe(true);
  coordinator.expectAsked({ agentId: 'a', base: 'main', times: 2 });
});

test('an application of Nest 11 learns that nobody answers', async () => {
  await coordinator.close();
  await expect(ask()).rejects.toBeInstanceOf(CoordinatorUnavailableError);
});
