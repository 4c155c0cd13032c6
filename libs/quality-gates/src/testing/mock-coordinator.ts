import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  CALLER_HEADER,
  checkIdOf,
  type CheckRequest,
  isQualityGatesError,
  parseCheckRequest,
  unreachable,
} from '@quality-gates/contract';
import type { MockAnswer } from './answers.js';
import { type Asked, expectAsked } from './expect-asked.js';
import { bodyOf, headerOf, routeOf } from './read-request.js';
import { Received, type ReceivedFollow, type ReceivedRequest, type ReceivedUpload } from './received.js';
import { respondWithEvents } from './respond-with-events.js';
import { type OpenCheck, respond, respondToPoll, sendJson, sendProblem, type Stage } from './respond.js';
import { Script } from './script.js';

export interface MockCoordinatorOptions {
  /** Requests without this bearer token get 401. @default anyone may ask */
  token?: string;
}

/**
 * A coordinator for tests: real HTTP on an ephemeral port of the loopback interface, answers as scripted.
 * Unscripted requests are approved. Every verdict is about exactly what was asked, as a real one would be.
 *
 * ```ts
 * await using coordinator = await MockCoordinator.start();
 * coordinator.answer(reject([{ message: 'no', file: 'src/a.ts' }]), approve());
 * ```
 */
export class MockCoordinator implements AsyncDisposable {
  /** Where it answers: what `coordinator.url` takes. */
  readonly url: string;
  private readonly received = new Received();
  private readonly script = new Script();
  private readonly open = new Map<string, OpenCheck>();
  private readonly closing = new AbortController();
  private healthy = true;
  private wantsObjects = false;

  private constructor(
    private readonly server: Server,
    private readonly options: MockCoordinatorOptions,
  ) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The mock coordinator has no port.');
    this.url = `http://127.0.0.1:${address.port}`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: MockCoordinatorOptions = {}): Promise<MockCoordinator> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MockCoordinator(server, options);
  }

  /** What was asked so far, in order. */
  get requests(): readonly ReceivedRequest[] {
    return this.received.requests;
  }

  /** The check ids of the polls so far, in order. */
  get polls(): readonly string[] {
    return this.received.polls;
  }

  /** Who opened an event stream so far, in order. */
  get follows(): readonly ReceivedFollow[] {
    return this.received.follows;
  }

  /** The check ids that were given up by `DELETE` so far, in order. */
  get withdrawals(): readonly string[] {
    return this.received.withdrawals;
  }

  /** The packs that were sent so far, in order. */
  get uploads(): readonly ReceivedUpload[] {
    return this.received.uploads;
  }

  /** The caller ids that came with requests about checks: one for each question. */
  get callers(): ReadonlySet<string> {
    return this.received.callers;
  }

  /** Gives these answers to the next requests, one each; then it approves again. Retries are requests, too. */
  answer(...answers: MockAnswer[]): this {
    this.script.add(answers);
    return this;
  }

  /** Gives these answers, one each, to requests that match, before all others; the last one stays. */
  answerWhen(matches: (request: CheckRequest) => boolean, ...answers: MockAnswer[]): this {
    this.script.addRule(matches, answers);
    return this;
  }

  /** What every request gets that nothing else is scripted for. */
  answerAlways(answer: MockAnswer): this {
    this.script.setUsual(answer);
    return this;
  }

  /** From now on, questions get `candidate-unknown` until objects have been sent for their repository. */
  requireObjects(): this {
    this.wantsObjects = true;
    return this;
  }

  /** What readiness says from now on. */
  setHealthy(healthy: boolean): this {
    this.healthy = healthy;
    return this;
  }

  /** The check with this request is forgotten, or all are: a poll gets 404, as after a restart. */
  forget(checkId?: string): this {
    if (checkId === undefined) this.open.clear();
    else this.open.delete(checkId);
    return this;
  }

  /** Resolves once so many requests have arrived in all. */
  async asked(count = 1): Promise<ReceivedRequest[]> {
    await this.until(() => this.requests.length >= count);
    return this.requests.slice(0, count);
  }

  /** Resolves once what has arrived makes the condition true, or when the mock closes. */
  until(condition: () => boolean): Promise<void> {
    return this.received.until(condition, this.closing.signal);
  }

  /** @throws AssertionError, which lists what was asked, unless a request said so */
  expectAsked(expected: Asked = {}): void {
    expectAsked(
      this.requests.map(({ request }) => request),
      expected,
    );
  }

  /** Forgets what was asked and what was scripted; the address stays. */
  reset(): void {
    this.received.forget();
    this.open.clear();
    this.script.reset();
    this.healthy = true;
    this.wantsObjects = false;
  }

  /** Ends every connection, at once. */
  async close(): Promise<void> {
    this.closing.abort();
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async handle(http: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(http.url ?? '/', this.url);
    const route = routeOf(http.method, pathname);
    if (route.kind === 'ready') return this.tellHealth(response);
    const { token } = this.options;
    if (token !== undefined && http.headers.authorization !== `Bearer ${token}`) {
      return sendProblem(response, { status: 401, code: 'unauthorized', detail: 'The token is wrong.' });
    }
    const caller = headerOf(http, CALLER_HEADER);
    if (caller !== undefined) this.received.callers.add(caller);
    switch (route.kind) {
      case 'ask':
        return this.handleAsk(http, response);
      case 'poll':
        this.received.polls.push(route.checkId);
        this.received.changed();
        return respondToPoll(route.checkId, response, this.stage());
      case 'follow': {
        const lastEventId = headerOf(http, 'last-event-id');
        this.received.follows.push({ checkId: route.checkId, lastEventId });
        this.received.changed();
        return respondWithEvents(route.checkId, lastEventId, response, this.stage());
      }
      case 'withdraw':
        this.received.withdrawals.push(route.checkId);
        this.received.changed();
        response.writeHead(204).end();
        return;
      case 'upload':
        this.received.uploads.push({ repository: route.repository, pack: await bodyOf(http) });
        this.received.changed();
        response.writeHead(204).end();
        return;
      case 'unknown':
        return sendProblem(response, { status: 404, code: 'not-found', detail: `There is no ${pathname}.` });
      default:
        return unreachable(route);
    }
  }

  private async handleAsk(http: IncomingMessage, response: ServerResponse): Promise<void> {
    let request: CheckRequest;
    try {
      request = parseCheckRequest(JSON.parse((await bodyOf(http)).toString()));
    } catch (error) {
      const detail = isQualityGatesError(error) ? error.message : 'The body is not JSON.';
      return sendProblem(response, { status: 400, code: 'invalid-request', detail });
    }
    this.received.requests.push({ request, checkId: checkIdOf(request), headers: http.headers });
    this.received.changed();
    const { repository } = request.candidate;
    if (this.wantsObjects && !this.uploads.some((upload) => upload.repository === repository)) {
      const detail = 'The mock wants the objects first.';
      return sendProblem(response, { status: 422, code: 'candidate-unknown', detail });
    }
    return respond(this.script.next(request), request, response, this.stage());
  }

  private tellHealth(response: ServerResponse): void {
    if (this.healthy) return sendJson(response, 200, READY);
    const detail = 'The mock is told so.';
    sendProblem(response, { status: 503, code: 'coordinator-unavailable', detail });
  }

  private stage(): Stage {
    return { closed: this.closing.signal, open: this.open };
  }
}

const READY = {
  status: 'ok',
  info: { engine: { status: 'up', engineVersion: '0.0.0-mock', sandbox: 'none' } },
};
