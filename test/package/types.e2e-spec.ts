import type {
  CheckEvent,
  CheckOptions,
  CheckRequest,
  Coordinator,
  QualityGatesError,
  Verdict,
} from '@quality-gates/contract';
import {
  type CoordinatorAddress,
  CoordinatorClientService,
  CoordinatorUnavailableError,
  feedback,
  isApproval,
  type PostCommitQuestion,
  type PreCommitQuestion,
  QualityGatesModule,
  type QualityGatesOptions,
  QualityGatesService,
  RequestRejectedError,
} from '@quality-gates/nestjs';
import { type MockAnswer, MockCoordinator, reject, verdictFor } from '@quality-gates/nestjs/testing';
import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';

// These fail in the type check (`npm run types`), not here: nothing of them runs.
test('the services have the types that users write against', () => {
  expectTypeOf<CoordinatorClientService>().toExtend<Coordinator>();
  expectTypeOf<CoordinatorClientService['checkQuality']>().parameters.toEqualTypeOf<
    [CheckRequest, CheckOptions?]
  >();
  expectTypeOf<CoordinatorClientService['checkQuality']>().returns.toEqualTypeOf<Promise<Verdict>>();
  expectTypeOf<QualityGatesService['preCommitCheck']>().parameters.toEqualTypeOf<
    [PreCommitQuestion, CheckOptions?]
  >();
  expectTypeOf<QualityGatesService['postCommitCheck']>().parameters.toEqualTypeOf<
    [PostCommitQuestion, CheckOptions?]
  >();
  expectTypeOf<QualityGatesService['watch']>().returns.toEqualTypeOf<Observable<CheckEvent>>();
  expectTypeOf(feedback).returns.toBeString();
});

test('the options need a coordinator and nothing else', () => {
  type Given = Parameters<typeof QualityGatesModule.forRoot>[0];
  expectTypeOf<{ coordinator: { url: string } }>().toExtend<Given>();
  expectTypeOf<{ coordinator: Coordinator; isGlobal: true }>().toExtend<Given>();
  expectTypeOf<{ isGlobal: true }>().not.toExtend<Given>();
  expectTypeOf<{ coordinator: { url: URL } }>().not.toExtend<QualityGatesOptions>();
  expectTypeOf<CoordinatorAddress['token']>().toEqualTypeOf<string | (() => Promise<string>) | undefined>();
});

test('a question names who asks, and what', () => {
  expectTypeOf<Omit<PreCommitQuestion, 'worktree'>>().not.toExtend<PreCommitQuestion>();
  expectTypeOf<Omit<PreCommitQuestion, 'base'>>().not.toExtend<PreCommitQuestion>();
  expectTypeOf<Omit<PostCommitQuestion, 'commit'>>().not.toExtend<PostCommitQuestion>();
  expectTypeOf<PreCommitQuestion['source']>().toEqualTypeOf<'worktree' | 'index' | undefined>();
});

test('an approval narrows the verdict, and an outcome is one of three', () => {
  expectTypeOf<Verdict['outcome']>().toEqualTypeOf<'approved' | 'rejected' | 'inconclusive'>();
  expectTypeOf(isApproval).guards.toExtend<{ outcome: 'approved'; scope: 'full' }>();
});

test('every error is a QualityGatesError', () => {
  expectTypeOf<CoordinatorUnavailableError>().toExtend<QualityGatesError>();
  expectTypeOf<RequestRejectedError>().toExtend<QualityGatesError>();
  expectTypeOf<CoordinatorUnavailableError['notBefore']>().toEqualTypeOf<Date | undefined>();
});

test('the mock can be declared with await using and scripted', () => {
  expectTypeOf<MockCoordinator>().toExtend<AsyncDisposable>();
  expectTypeOf(reject).returns.toEqualTypeOf<MockAnswer>();
  expectTypeOf(verdictFor).returns.toEqualTypeOf<Verdict>();
});
