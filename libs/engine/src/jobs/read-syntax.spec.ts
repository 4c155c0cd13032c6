import pLimit from 'p-limit';
import { answerOf, type SyntaxQuestion } from '../integrity/syntax/syntax-question.js';
import type { RunLimits } from '../process/limits/ceilings.js';
import { MOST_BYTES_HERE, syntaxReader } from './read-syntax.js';

/** A change that adds as many casts as it takes to have so many bytes. */
function questionOf(bytes: number): SyntaxQuestion {
  const line = 'export const cast = (value: unknown) => value as any;\n';
  const files = Math.ceil(bytes / (line.length * 1000));
  const sides = Array.from({ length: files }, (_, at) => ({
    path: `src/casts-${at}.ts`,
    after: line.repeat(Math.min(1000, Math.ceil(bytes / line.length))),
  }));
  const candidatePaths = new Set(sides.map(({ path }) => path));
  return { sides, candidatePaths, basePaths: new Set(), programs: new Set(), shipped: new Set() };
}

function reader(limits: Partial<RunLimits> = {}, signal = new AbortController().signal) {
  const all = { timeoutMs: 60_000, outputBytes: 1_000_000, ...limits };
  const policy = { limits: all } as Parameters<typeof syntaxReader>[0]['policy'];
  const engine = { limit: pLimit(2) } as Parameters<typeof syntaxReader>[0]['engine'];
  return syntaxReader({ engine, policy, signal });
}

const LARGE = questionOf(4 * MOST_BYTES_HERE);

describe('the syntax of a change', () => {
  it.each([
    ['small', questionOf(1000)],
    ['large', LARGE],
  ])('is read the same wherever it is read: %s', async (_, question) => {
    const findings = answerOf(question);
    expect(findings.map(({ rule }) => rule)).toContain('type-escape');
    expect(await reader()(question)).toEqual({ kind: 'told', findings });
  });

  it('keeps nobody else waiting where it is large', async () => {
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    await reader()(LARGE);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(20);
  });

  it.each<[string, Partial<RunLimits>]>([
    ['timed-out', { timeoutMs: 20 }],
    ['out-of-memory', { memoryBytes: 24 * 1024 * 1024 }],
  ])('blames nobody where a limit ends it: %s', async (reason, limits) => {
    expect(await reader(limits)(LARGE)).toMatchObject({
      kind: 'untold',
      answer: { status: 'inconclusive', reason, message: expect.stringContaining('Reading the syntax') },
    });
  });

  it('is not read on where nobody waits for it any more', async () => {
    const controller = new AbortController();
    const reading = reader({}, controller.signal)(LARGE);
    controller.abort();
    expect(await reading).toMatchObject({ kind: 'untold', answer: { reason: 'cancelled' } });
  });
});
