import type { FindingDraft } from '@quality-gates/contract';
import { z } from 'zod';
import { plain } from './printable.js';
import { placeInStack } from './stack.js';
import { ToldTests } from './told-tests.js';
import { treePath, type TreeRoot } from './tree-path.js';

const ToldError = z.object({
  name: z.string().optional(),
  message: z.string().optional(),
  stack: z.string().optional(),
  type: z.string().optional(),
  code: z.string().optional(),
  testPath: z.string().optional(),
});

/** What this package's own Vitest reporter writes beside Vitest's json report. */
export const VitestExtras = ToldTests.extend({
  root: z.string(),
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  coverage: z.object({
    enabled: z.boolean(),
    provider: z.string().optional(),
    include: z.array(z.string()),
    exclude: z.array(z.string()),
  }),
  /** What went wrong in a file outside of its tests. */
  fileErrors: z.array(ToldError.extend({ file: z.string() })),
  unhandledErrors: z.array(ToldError),
});
export type VitestExtras = z.infer<typeof VitestExtras>;

const WORKER_DIED =
  /worker (exited|terminated|was terminated|died)|terminating worker|worker (forks|threads|vmForks|vmThreads) emitted error|worker process .*exited|channel closed|ERR_IPC_CHANNEL_CLOSED|ERR_WORKER_OUT_OF_MEMORY|failed to start (forks|threads) worker/i;

/**
 * Errors outside of any test, and whether one of them says that a worker died. `testFiles` are those in which they
 * arose; absent where one arose in none that is known.
 */
export function readUnhandledErrors(
  extras: VitestExtras,
  root: TreeRoot,
): { drafts: FindingDraft[]; testFiles?: string[]; crashed?: string } {
  const drafts: FindingDraft[] = [];
  const testFiles: string[] = [];
  let unknown = false;
  let crashed: string | undefined;
  for (const error of extras.unhandledErrors) {
    const message = plain(error.message ?? '') || error.name || 'An error without a message.';
    if (WORKER_DIED.test(`${error.code ?? ''} ${message}`)) {
      crashed ??= message;
      continue;
    }
    const place = placeInStack(plain(error.stack ?? ''), root);
    const testFile = error.testPath ? treePath(error.testPath, root) : undefined;
    if (testFile) testFiles.push(testFile);
    else unknown = true;
    const file = place?.file ?? testFile;
    drafts.push({
      rule: 'unhandled-error',
      severity: 'error',
      message: `${error.type ?? 'Unhandled error'}: ${error.name ? `${error.name}: ` : ''}${message}`,
      ...(file && { file }),
      ...(place && { range: { startLine: place.line, startColumn: place.column } }),
    });
  }
  return { drafts, ...(!unknown && { testFiles }), ...(crashed && { crashed }) };
}

/** Places the files that failed as a whole by the stacks of their errors, which Vitest's own report leaves out. */
export function placeFileErrors(
  drafts: readonly FindingDraft[],
  extras: VitestExtras,
  root: TreeRoot,
): FindingDraft[] {
  return drafts.map((draft) => {
    const error = extras.fileErrors.find(({ file }) => treePath(file, root) === draft.file);
    const place = draft.range || !error ? undefined : placeInStack(plain(error.stack ?? ''), root);
    if (!place) return draft;
    const message =
      place.file === draft.file ? draft.message : `${draft.message} (on the way to ${draft.file})`;
    return {
      ...draft,
      message,
      file: place.file,
      range: { startLine: place.line, startColumn: place.column },
    };
  });
}
