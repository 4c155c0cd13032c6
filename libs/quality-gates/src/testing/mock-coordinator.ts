import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import {
  checkIdOf,
  type CheckRequest,
  isQualityGatesError,
  parseCheckRequest,
} from '@quality-gates/contract';
import type { MockAnswer } from './answers.js';
import { type Asked, expectAsked } from './expect-asked.js';
import { type OpenCheck, respond, respondToPoll, sendJson, sendProblem } from './respond.js';
import { Script } from './script.js';

export interface MockCoordinatorOptions {
  /** Requests without this bearer token get 401. @default anyone may ask */
  token?: string;
}

/** One `POST /api/quality/check` that reached the mock. */
export interface ReceivedRequest {
  request: CheckRequest;
  checkId: string;
  headers: IncomingHttpHeaders;
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
  /** What was asked so far, in order. */
  readonly requests: ReceivedRequest[] = [];
  /** The check ids of the polls so far, in order. */
  readonly polls: string[] = [];
  private readonly script = new Script();
  private readonly open = new Map<string, OpenCheck>();
  private readonly closing = new AbortController();
  private readonly waiting: (() => void)[] = [];
  private healthy = true;

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
    while (this.requests.length < count && !this.closing.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    return this.requests.slice(0, count);
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
    this.requests.length = 0;
    this.polls.length = 0;
    this.open.clear();
    this.script.reset();
    this.healthy = true;
  }

  /** Ends every connection, at once. */
  async close(): Promise<void> {
    this.closing.abort();
    for (const wake of this.waiting.splice(0)) wake();
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
    if (http.method === 'GET' && pathname === '/api/health/ready') {
      if (this.healthy) return sendJson(response, 200, READY);
      return sendProblem(response, {
        status: 503,
        code: 'coordinator-unavailable',
        detail: 'The mock is told so.',
      });
    }
    const { token } = this.options;
    if (token !== undefined && http.headers.authorization !== `Bearer ${token}`) {
      return sendProblem(response, { status: 401, code: 'unauthorized', detail: 'The token is wrong.' });
    }
    const polled = /^\/api\/quality\/checks\/([0-9a-f]{64})$/.exec(pathname)?.[1];
    if (http.method === 'GET' && polled !== undefined) {
      this.polls.push(polled);
      return respondToPoll(polled, response, this.stage());
    }
    if (http.method !== 'POST' || pathname !== '/api/quality/check') {
      return sendProblem(response, { status: 404, code: 'not-found', detail: `There is no ${pathname}.` });
    }
    return this.handleCheck(http, response);
  }

  private async handleCheck(http: IncomingMessage, response: ServerResponse): Promise<void> {
    let request: CheckRequest;
    try {
      request = parseCheckRequest(JSON.parse(await readText(http)));
    } catch (error) {
      const detail = isQualityGatesError(error) ? error.message : 'The body is not JSON.';
      return sendProblem(response, { status: 400, code: 'invalid-request', detail });
    }
    const answer = this.script.next(request);
    this.requests.push({ request, checkId: checkIdOf(request), headers: http.headers });
    for (const wake of this.waiting.splice(0)) wake();
    return respond(answer, request, response, this.stage());
  }

  private stage(): { closed: AbortSignal; open: Map<string, OpenCheck> } {
    return { closed: this.closing.signal, open: this.open };
  }
}

const READY = {
  status: 'ok',
  info: { engine: { status: 'up', engineVersion: '0.0.0-mock', sandbox: 'none' } },
};
const MAX_BODY_BYTES = 4 * 1024 * 1024;

async function readText(http: IncomingMessage): Promise<string> {
  let text = '';
  http.setEncoding('utf8');
  for await (const chunk of http) {
    text += String(chunk);
    if (text.length > MAX_BODY_BYTES) throw new Error('The body is too large.');
  }
  return text;
}
