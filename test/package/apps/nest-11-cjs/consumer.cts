import { Module } from '@nestjs/common';
import { feedback, QualityGatesModule, QualityGatesService, type Verdict } from '@quality-gates/nestjs';
import { approve, MockCoordinator } from '@quality-gates/nestjs/testing';

@Module({
  imports: [QualityGatesModule.forRoot({ coordinator: { url: 'http://coordinator:3500' }, isGlobal: true })],
})
export class OrchestratorModule {}

export async function judged(gates: QualityGatesService, mock: MockCoordinator): Promise<string> {
  mock.answer(approve());
  const question = { worktree: '/w', repository: '/r', base: 'main', agentId: 'a', taskId: 't' };
  const verdict: Verdict = await gates.preCommitCheck(question);
  // @ts-expect-error a question without a work tree is none
  await gates.preCommitCheck({ repository: '/r', base: 'main', agentId: 'a', taskId: 't' });
  return feedback(verdict, { maxTokens: 500 });
}
