import {
  type CheckEvent,
  type CheckOptions,
  type CheckRequest,
  type Coordinator,
  isQualityGatesError,
  type Verdict,
} from '@quality-gates/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Observable } from 'rxjs';
import { checkRequestOf } from './check-request.js';
import { quietly } from './client/quietly.js';
import type { Runtime } from './client/runtime.js';
import { Scope } from './client/scope.js';
import { trustedVerdict } from './client/trusted-verdict.js';
import { CoordinatorUnavailableError } from './errors/index.js';
import {
  parseQuestion,
  type PostCommitQuestion,
  type PreCommitQuestion,
  type Question,
} from './questions.js';
import { COORDINATOR, RUNTIME } from './tokens.js';

/**
 * Asks about an agent's change. A verdict, whatever its outcome, means that the coordinator judged exactly
 * what was asked; a rejected promise means that nobody did. Only `isApproval(verdict)` lets a change go on.
 */
@Injectable()
export class QualityGatesService {
  constructor(
    @Inject(COORDINATOR) private readonly coordinator: Coordinator,
    @Inject(RUNTIME) private readonly runtime: Runtime,
  ) {}

  /**
   * Is what a work tree holds now worth committing? Fast.
   *
   * @throws QualityGatesError with a stable `code`; `CancelledError` as soon as `signal` aborts
   */
  preCommitCheck(question: PreCommitQuestion, options?: CheckOptions): Promise<Verdict> {
    return this.judge({ ...question, stage: 'pre-commit' }, options);
  }

  /**
   * May a commit land? Comprehensive.
   *
   * @throws QualityGatesError with a stable `code`; `CancelledError` as soon as `signal` aborts
   */
  postCommitCheck(question: PostCommitQuestion, options?: CheckOptions): Promise<Verdict> {
    return this.judge({ ...question, stage: 'post-commit' }, options);
  }

  /**
   * The same as a stream that ends after the event `verdict`, or fails as the promise would. Each subscriber
   * asks; who unsubscribes stops asking at once.
   */
  watch(question: Question): Observable<CheckEvent> {
    return new Observable((subscriber) => {
      const controller = new AbortController();
      this.judge(question, { signal: controller.signal, onEvent: (event) => subscriber.next(event) }).then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      );
      return () => controller.abort();
    });
  }

  private async judge(question: Question, { signal, onEvent }: CheckOptions = {}): Promise<Verdict> {
    const valid = parseQuestion(question);
    const scope = new Scope(this.runtime, { parent: signal });
    try {
      return await scope.race(this.answer(valid, scope, onEvent && quietly(onEvent)));
    } finally {
      scope.close();
    }
  }

  private async answer(
    question: Question,
    scope: Scope,
    tell: ((event: CheckEvent) => void) | undefined,
  ): Promise<Verdict> {
    const { signal } = scope;
    await using asked = await checkRequestOf(question, signal);
    const { request, objects } = asked;
    signal.throwIfAborted();
    const asking = this.ask(request, {
      signal,
      ...(objects && { objects }),
      // A coordinator's own word is passed on as a verdict only once it has been checked.
      ...(tell && {
        onEvent: (event) => {
          if (event.type !== 'verdict' && !signal.aborted) tell(event);
        },
      }),
    });
    const verdict = trustedVerdict(await scope.race(asking), request);
    if (!signal.aborted) tell?.({ type: 'verdict', checkId: verdict.checkId, verdict });
    return verdict;
  }

  private async ask(request: CheckRequest, options: CheckOptions): Promise<unknown> {
    try {
      return await this.coordinator.check(request, options);
    } catch (error) {
      if (isQualityGatesError(error)) throw error;
      throw new CoordinatorUnavailableError('The coordinator failed.', { cause: error });
    }
  }
}
