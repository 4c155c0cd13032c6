// An ESM application of Nest 12, run by Node alone. Prints what it learnt as one line of JSON.
import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { feedback, QualityGatesModule, QualityGatesService } from '@quality-gates/nestjs';
import { QualityGatesHealthIndicator } from '@quality-gates/nestjs/health';
import { approve, MockCoordinator, reject } from '@quality-gates/nestjs/testing';

const repository = realpathSync(mkdtempSync(join(tmpdir(), 'nest-12-')));
const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: repository });
git('init', '--quiet', '--initial-branch=main');
git('commit', '--quiet', '--allow-empty', '-m', 'Begin');
writeFileSync(join(repository, 'a.js'), 'export const a = 1;\n');

const coordinator = await MockCoordinator.start();
class AppModule {}
Module({
  imports: [TerminusModule, QualityGatesModule.forRoot({ coordinator: { url: coordinator.url } })],
  providers: [QualityGatesHealthIndicator],
})(AppModule);
const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
try {
  coordinator.answer(
    reject([{ message: 'no', file: 'a.js', range: { startLine: 1 } }], { gate: 'lint' }),
    approve(),
  );
  const gates = app.get(QualityGatesService);
  const question = { worktree: repository, repository, base: 'main', agentId: 'a', taskId: 't' };
  const first = await gates.preCommitCheck(question);
  const second = await gates.preCommitCheck(question);
  coordinator.expectAsked({ agentId: 'a', base: 'main', times: 2 });
  const health = await app.get(QualityGatesHealthIndicator).isHealthy('gates');
  console.log(
    JSON.stringify({
      outcomes: [first.outcome, second.outcome],
      feedback: feedback(first),
      health: health.gates.status,
    }),
  );
} finally {
  await app.close();
  await coordinator.close();
  rmSync(repository, { recursive: true });
}
