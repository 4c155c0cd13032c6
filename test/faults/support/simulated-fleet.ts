import type { CheckRequest } from '@quality-gates/contract';
import type { CoordinatorAddress } from '@quality-gates/nestjs';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { approvesAndKeeps } from './answers.js';
import { type Application, applicationIn } from './application.js';
import { type Answer, type Exchange, type FaultServer, faultServer } from './fault-server.js';
import { endOf } from './scenario.js';
import { type VirtualTime, virtualTime } from './virtual-time.js';

/** One call of one client, in the fleet's own time. */
export interface Call {
  client: number;
  startedAt: number;
  endedAt: number;
  isApproved: boolean;
}

/** Clients, each as if in a process of its own, before one server, in time that only they use up. */
export interface Fleet extends AsyncDisposable {
  time: VirtualTime;
  server: FaultServer;
  /** When each request arrived. */
  arrivals: { at: number; caller: string }[];
  /** How requests are answered from now on. */
  answer: Answer;
  /** Each client asks again and again, a new question each time, one after the other, until the time has come. */
  asksUntil(endAt: number, everyMs: number): Promise<Call[]>;
  /** Each client asks once, all at the same time. */
  askAtOnce(): Promise<void>;
}

export async function fleetOf(
  size: number,
  options: Partial<CoordinatorAddress> = {},
  { seed = 1, quantumMs = 1 }: { seed?: number; quantumMs?: number } = {},
): Promise<Fleet> {
  const time = virtualTime(seed, quantumMs);
  const arrivals: Fleet['arrivals'] = [];
  const server = await faultServer((exchange) => {
    arrivals.push({ at: time.runtime.now(), caller: callerOf(exchange) });
    fleet.answer(exchange);
  });
  const clients: Application<VirtualTime['runtime']>[] = [];
  for (let index = 0; index < size; index += 1) {
    // What clients of one process share, they share by their clock.
    clients.push(await applicationIn({ ...time.runtime }, { url: server.url, ...options }));
  }
  let asked = 0;
  const ask = async (client: number): Promise<Call> => {
    const startedAt = time.runtime.now();
    asked += 1;
    const end = await endOf(
      clients[client]?.client.checkQuality(questionOf(asked)) ?? Promise.reject(new Error('unreachable')),
    );
    const isApproved = 'verdict' in end && end.verdict.outcome === 'approved';
    return { client, startedAt, endedAt: time.runtime.now(), isApproved };
  };
  const fleet: Fleet = {
    time,
    server,
    arrivals,
    answer: approvesAndKeeps,
    async asksUntil(endAt, everyMs) {
      const calls = await Promise.all(
        clients.map(async (_, client) => {
          const own: Call[] = [];
          await time.sleep((client / size) * everyMs);
          while (time.runtime.now() < endAt) {
            const call = await ask(client);
            own.push(call);
            await time.sleep(Math.max(0, call.startedAt + everyMs - time.runtime.now()));
          }
          return own;
        }),
      );
      return calls.flat();
    },
    async askAtOnce() {
      await Promise.all(clients.map((_, client) => ask(client)));
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      time[Symbol.dispose]();
    },
  };
  return fleet;
}

function callerOf({ headers, path }: Exchange): string {
  return headers.get('quality-gates-caller') ?? path;
}

function questionOf(index: number): CheckRequest {
  return { ...question, candidate: { ...question.candidate, tree: index.toString(16).padStart(40, '0') } };
}

/** The largest share of these times that falls into one bucket of this width. */
export function largestShare(times: readonly number[], bucketMs: number): number {
  const buckets = new Map<number, number>();
  for (const at of times) {
    const bucket = Math.floor(at / bucketMs);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  return Math.max(0, ...buckets.values()) / Math.max(1, times.length);
}
