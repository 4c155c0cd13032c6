import type { ErrorCode, Verdict } from '@quality-gates/contract';
import type { CoordinatorAddress } from '@quality-gates/nestjs';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { application } from './application.js';
import { faultServer, type Answer, type FaultServer, type FaultServerOptions } from './fault-server.js';

/** How a question ends: by an approval, or by an error of this code. */
export type End = 'approved' | { code: ErrorCode; retryable: boolean; says?: string | RegExp };

/** One question to one server that is wrong in one way. */
export interface Scenario {
  name: string;
  answer: Answer;
  server?: FaultServerOptions;
  options?: Partial<CoordinatorAddress>;
  ends: End;
  /** How many requests the server reads, at the least and at the most. */
  requests: number | readonly [number, number];
  /** Generous: it tells a wait that was not meant from none, not fast from slow. @default 4_000 */
  atMostMs?: number;
  atLeastMs?: number;
  /** What else has to hold. */
  also?: (server: FaultServer) => void | Promise<void>;
  /** What is known to be wrong; takes this away when it is mended. */
  fails?: string;
}

/** A scenario that needs more than one server and one question. */
export interface Story {
  name: string;
  story: () => Promise<void>;
  fails?: string;
}

/** Asks, and holds what came against what should have come. In the end nothing may be open, on either side. */
export async function play(scenario: Scenario): Promise<void> {
  const { requests, atMostMs = 4_000, atLeastMs = 0 } = scenario;
  await using server = await faultServer(scenario.answer, scenario.server);
  {
    await using app = await application({ url: server.url, ...scenario.options });
    const startedAt = performance.now();
    const end = await endOf(app.client.checkQuality(question));
    const elapsedMs = performance.now() - startedAt;
    expectEnd(end, scenario.ends);
    const [least, most] = typeof requests === 'number' ? [requests, requests] : requests;
    expect(server.requests.length).toBeGreaterThanOrEqual(least);
    expect(server.requests.length).toBeLessThanOrEqual(most);
    expect(elapsedMs).toBeLessThan(atMostMs);
    expect(elapsedMs).toBeGreaterThanOrEqual(atLeastMs);
    expect(app.runtime.open).toEqual([]);
    await scenario.also?.(server);
  }
  await server.allClosed();
}

/** What became of a question. */
export type Ended = { verdict: Verdict } | { error: unknown };

export function endOf(asking: Promise<Verdict>): Promise<Ended> {
  return asking.then(
    (verdict) => ({ verdict }),
    (error: unknown) => ({ error }),
  );
}

/** Only a real approval is one; everything else has to be one of our errors. */
export function expectEnd(end: Ended, expected: End): void {
  if (expected === 'approved') {
    expect(end).toMatchObject({ verdict: { outcome: 'approved', candidate: question.candidate } });
    return;
  }
  const { code, retryable, says } = expected;
  expect(end).toMatchObject({
    error: { code, retryable, ...(says !== undefined && { message: expect.stringMatching(says) }) },
  });
}

/** Registers what a table holds. */
export function playAll(table: readonly (Scenario | Story)[]): void {
  for (const row of table) {
    const declare = row.fails === undefined ? test : test.failing;
    declare(row.name, () => ('story' in row ? row.story() : play(row)));
  }
}

export const unavailable = (says?: string | RegExp): End => ({
  code: 'coordinator-unavailable',
  retryable: true,
  says,
});
export const hopeless = (says?: string | RegExp): End => ({
  code: 'coordinator-unavailable',
  retryable: false,
  says,
});
export const distrusted = (says?: string | RegExp): End => ({
  code: 'protocol-error',
  retryable: false,
  says,
});
