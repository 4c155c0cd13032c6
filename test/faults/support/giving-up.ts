import { getEventListeners } from 'node:events';
import type { CoordinatorAddress, Question } from '@quality-gates/nestjs';
import { type Observable, TimeoutError } from 'rxjs';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { gitRigWithHistory } from '../../../libs/quality-gates/src/rig/git-rig.js';
import { eventually } from '../../support/processes.js';
import { application } from './application.js';
import { type Answer, type FaultServer, faultServer } from './fault-server.js';
import { endOf } from './scenario.js';
import { within } from './within.js';

/** A caller is released within this, wherever it gives up; far less is promised, but machines are busy. */
const RELEASED_WITHIN_MS = 500;

interface GivingUp {
  answer: Answer;
  options?: Partial<CoordinatorAddress>;
  /** Settles when it is time to give up. */
  when: (place: Place) => Promise<void>;
}

interface Place {
  server: FaultServer;
  /** The delays of the timers that the client has set. */
  timers: () => readonly number[];
}

/** The caller aborts: the promise rejects at once, no further question is sent, nothing stays open. */
export async function aborts({ answer, options, when }: GivingUp): Promise<void> {
  await using server = await faultServer(answer);
  {
    await using app = await application({ url: server.url, ...options });
    const controller = new AbortController();
    const asking = app.client.checkQuality(question, { signal: controller.signal });
    asking.catch(() => undefined);
    await when({ server, timers: () => app.runtime.open });
    const before = server.posts.length;
    controller.abort();
    expect(await within(RELEASED_WITHIN_MS, endOf(asking), 'the release')).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(app.runtime.open).toEqual([]);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    await server.allClosed();
    expect(server.posts).toHaveLength(before);
  }
}

/** The same through `watch()`. `leave` subscribes, and settles when it has been released. */
export async function leaves(
  { answer, options, when }: GivingUp,
  leave: (watching: Observable<unknown>, now: Promise<void>) => Promise<void>,
): Promise<void> {
  using rig = gitRigWithHistory();
  await using server = await faultServer(answer);
  {
    await using app = await application({ url: server.url, ...options });
    const about = { stage: 'pre-commit', agentId: 'agent-1', taskId: 'task-1', base: 'main' } as const;
    const asked: Question = { ...about, worktree: rig.agent, repository: rig.trusted };
    await leave(app.gates.watch(asked), when({ server, timers: () => app.runtime.open }));
    const before = server.posts.length;
    // What the subscriber does not wait for any more may take the turns that its promises need.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(app.runtime.open).toEqual([]);
    await server.allClosed();
    expect(server.posts).toHaveLength(before);
  }
}

/** Unsubscribes when it is time; nothing is told afterwards. */
export async function unsubscribes(watching: Observable<unknown>, now: Promise<void>): Promise<void> {
  const told: unknown[] = [];
  const subscription = watching.subscribe({
    next: (event) => told.push(event),
    error: (error) => told.push(error),
  });
  await now;
  const before = told.length;
  subscription.unsubscribe();
  await new Promise(setImmediate);
  expect(told).toHaveLength(before);
}

/** Is cut off by an operator of RxJS. */
export async function timesOut(watching: Observable<unknown>): Promise<void> {
  const error = await new Promise((resolve) => {
    watching.subscribe({ error: resolve, complete: () => resolve('completed') });
  });
  expect(error).toBeInstanceOf(TimeoutError);
}

/** Settles when a timer of about this delay is set; rejects after ten seconds. */
export async function untilTimer(timers: Place['timers'], fromMs: number, toMs: number): Promise<void> {
  await eventually(() => timers().some((delayMs) => delayMs >= fromMs && delayMs < toMs));
}
