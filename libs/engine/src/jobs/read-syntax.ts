import { Worker } from 'node:worker_threads';
import { couldNotTell, type UntoldEnd } from '../gates/could-not-tell.js';
import type { JudgeFinding } from '../integrity/judge-finding.js';
import type { ReadSyntax, SyntaxRead } from '../integrity/judge-syntax.js';
import { answerOf, type SyntaxQuestion } from '../integrity/syntax/syntax-question.js';
import { ceilingsOf, heapMibOf } from '../process/limits/ceilings.js';
import type { Grounds } from './lay-out.js';

/** More than this is read in another thread: what shares this one would wait for it. */
export const MOST_BYTES_HERE = 256 * 1024;
const PROGRAM = new URL('../../bin/read-syntax.mjs', import.meta.url);

/** Reads small changes at once, and large ones in a thread within the limits of a tool. */
export function syntaxReader({
  engine,
  policy,
  signal,
}: Pick<Grounds, 'engine' | 'policy' | 'signal'>): ReadSyntax {
  return async (question) => {
    if (bytesOf(question) <= MOST_BYTES_HERE) return { kind: 'told', findings: answerOf(question) };
    const { timeoutMs } = policy.limits;
    const { memoryBytes } = ceilingsOf(policy.limits);
    return engine.limit(() => readElsewhere(question, { timeoutMs, memoryBytes, signal }));
  };
}

interface ThreadLimits {
  timeoutMs: number;
  memoryBytes: number;
  signal: AbortSignal;
}

/** The first cause of an end wins. */
async function readElsewhere(question: SyntaxQuestion, limits: ThreadLimits): Promise<SyntaxRead> {
  const { timeoutMs, memoryBytes, signal } = limits;
  const worker = new Worker(PROGRAM, {
    workerData: question,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMibOf(memoryBytes) },
  });
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  try {
    return await new Promise<SyntaxRead>((resolve, reject) => {
      const ended = (end: UntoldEnd) => resolve({ kind: 'untold', answer: couldNotTell(end, WHAT) });
      onAbort = () => ended({ how: 'cancelled', ...NOTHING_PRINTED });
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      timer = setTimeout(() => ended({ how: 'timed-out', timeoutMs, ...NOTHING_PRINTED }), timeoutMs);
      worker.once('message', (findings: JudgeFinding[]) => resolve({ kind: 'told', findings }));
      worker.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') ended({ how: 'out-of-memory', ...NOTHING_PRINTED });
        else reject(error);
      });
      worker.once('exit', (code) =>
        reject(new Error(`The thread that read the syntax ended with code ${code}.`)),
      );
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}

const WHAT = 'Reading the syntax of the change';
const NOTHING_PRINTED = { stdout: '', stderr: '', durationMs: 0 };

function bytesOf({ sides }: SyntaxQuestion): number {
  return sides.reduce((sum, { before = '', after = '' }) => sum + before.length + after.length, 0);
}
