import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CALLER_HEADER,
  Check,
  type CheckRequest,
  Problem,
  PROBLEM_MEDIA_TYPE,
  Verdict,
} from '@quality-gates/contract';
import { pino } from 'pino';
import { type CoordinatorApp, type CoordinatorOverrides, createCoordinatorApp } from '../app.js';
import { Subscriptions } from '../checks/subscriptions.js';
import { loadConfig } from '../config/load-config.js';
import { EventReader } from './event-reader.js';
import { question } from './question.js';
import { ScriptedEngine } from './scripted-engine.js';

export interface AskOptions {
  prefer?: string;
  token?: string;
  /** The name that the caller gives itself; see {@link caller}. */
  caller?: string;
  signal?: AbortSignal;
}

export { question } from './question.js';

const cleanups: Array<() => Promise<void> | void> = [];

/** Undoes what the rig has made; the last first. */
export async function cleanUp(): Promise<void> {
  for (const undo of cleanups.splice(0).toReversed()) await undo();
}

/** A new directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'coordinator-spec-')));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Questions are about made-up objects, which only a scripted engine knows. */
const whateverIsNamed: CoordinatorOverrides['sources'] = (repositories) => ({
  ensure: ({ candidate }) => repositories.resolve(candidate.repository),
});

/** A coordinator that really listens, with an engine that the test directs. */
export class Rig {
  private constructor(
    readonly url: string,
    readonly root: string,
    readonly engine: ScriptedEngine,
    readonly app: CoordinatorApp,
    readonly log: readonly string[],
  ) {}

  static async start(
    environment: Record<string, string> = {},
    engine = new ScriptedEngine(),
    { realSources = false }: { realSources?: boolean } = {},
  ): Promise<Rig> {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'shop'));
    const log: string[] = [];
    const config = loadConfig({
      QG_PORT: '0',
      QG_ROOTS: root,
      QG_REPOSITORIES: JSON.stringify({ shop: join(root, 'shop') }),
      QG_SHUTDOWN_GRACE_MS: '0',
      ...environment,
    });
    const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
    const app = await createCoordinatorApp(config, {
      engine,
      logger,
      ...(!realSources && { sources: whateverIsNamed }),
    });
    const url = await app.listen();
    const rig = new Rig(url.replace('0.0.0.0', '127.0.0.1'), root, engine, app, log);
    cleanups.push(() => app.close());
    return rig;
  }

  ask(request: unknown = question(), options: AskOptions = {}): Promise<Response> {
    return fetch(`${this.url}/api/quality/check`, {
      method: 'POST',
      body: JSON.stringify(request),
      signal: options.signal,
      headers: { 'content-type': 'application/json', ...headersOf(options) },
    });
  }

  /** Asks without being held. */
  async askLater(request: CheckRequest = question(), options: AskOptions = {}): Promise<Check> {
    return checkIn(await this.ask(request, { prefer: 'wait=0', ...options }));
  }

  look(checkId: string, options: AskOptions = {}): Promise<Response> {
    return this.get(`/api/quality/checks/${checkId}`, headersOf(options), options.signal);
  }

  leave(checkId: string, options: AskOptions = {}): Promise<Response> {
    const headers = headersOf(options);
    return fetch(`${this.url}/api/quality/checks/${checkId}`, { method: 'DELETE', headers });
  }

  /** Follows the events of a check. */
  async follow(checkId: string, options: AskOptions & { lastEventId?: string } = {}): Promise<EventReader> {
    const { lastEventId, signal } = options;
    const headers = {
      ...headersOf(options),
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    };
    return new EventReader(await this.get(`/api/quality/checks/${checkId}/events`, headers, signal));
  }

  get(path: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers, signal });
  }

  /** Settles once the server has seen the end of the connection of the next request. */
  async nextHangUp(): Promise<void> {
    const closed = await new Promise<Promise<unknown>>((resolve) => {
      this.app.nest
        .getHttpServer()
        .once('request', (_: IncomingMessage, response: ServerResponse) => resolve(once(response, 'close')));
    });
    await closed;
  }
}

/** A name that a caller may give itself. */
export function caller(name: string): string {
  return name.padEnd(16, '-');
}

function headersOf({ prefer, token, caller: name }: AskOptions): Record<string, string> {
  return {
    ...(prefer !== undefined && { prefer }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(name !== undefined && { [CALLER_HEADER]: name }),
  };
}

/** Settles when the next request has joined a run and is held. */
export function nextHold(): Promise<void> {
  return new Promise((resolve) => {
    const spy = jest.spyOn(Subscriptions.prototype, 'hold').mockImplementationOnce(function (
      this: Subscriptions,
      subscriber,
    ) {
      spy.mockRestore();
      resolve();
      return this.hold(subscriber);
    });
  });
}

export async function verdictIn(response: Response): Promise<Verdict> {
  expect(response.status).toBe(200);
  return Verdict.parse(await response.json());
}

export async function checkIn(response: Response): Promise<Check> {
  expect([200, 202]).toContain(response.status);
  return Check.parse(await response.json());
}

/** The problem in an answer, which has to have this code, its media type, and nothing of the host. */
export async function problemIn(response: Response, code: Problem['code']): Promise<Problem> {
  expect(response.headers.get('content-type')).toContain(PROBLEM_MEDIA_TYPE);
  const text = await response.text();
  expect(text).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
  const problem = Problem.parse(JSON.parse(text));
  expect(problem).toMatchObject({ code, status: response.status });
  return problem;
}
