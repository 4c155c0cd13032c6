import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { NoReport } from '../tools/tool.js';

const MAX_REPORT_BYTES = 256 * 1024 * 1024;

export type ReadReport<T> = { kind: 'read'; value: T } | NoReport;

/**
 * Reads a JSON report that a tool was told to write. What is missing, no regular file or in a linked directory (a
 * link could lead to the host's files), too large or of another form is no report.
 *
 * @param file in the reports directory, or in a directory of that
 * @param printed where the report comes from this package's own reporters: what the process printed, which holds
 * the report's digest. A report that is not as it was written is none.
 */
export async function readReport<T>(
  file: string,
  schema: z.ZodType<T>,
  printed?: string,
): Promise<ReadReport<T>> {
  const written = path.basename(file);
  // What keeps the name from being foreseen would make equal answers differ.
  const name = written.replace(/-[0-9a-f]{24}(?=\.json$)/, '');
  const directory = await lstat(path.dirname(file)).catch(() => undefined);
  if (directory && !directory.isDirectory())
    return noReport(`its report (${name}) is in a directory that is none or only linked`);
  const stat = await lstat(file).catch(() => undefined);
  if (!stat) return noReport(`it wrote no report (${name})`);
  if (!stat.isFile()) return noReport(`its report (${name}) is no regular file`);
  if (stat.size > MAX_REPORT_BYTES)
    return noReport(`its report (${name}) has ${stat.size} bytes, too many to read`);
  try {
    const text = await readFile(file, 'utf8');
    if (printed !== undefined && !isAttested(text, written, printed))
      return {
        ...noReport(`its report (${name}) is not as its reporter wrote it: something else wrote there`),
        rule: 'report-mismatch',
      };
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { kind: 'read', value: parsed.data };
    const issue = parsed.error.issues[0];
    return noReport(
      `its report (${name}) is not of the known form: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  } catch (error) {
    return noReport(
      `its report (${name}) is not readable: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Whoever prints a digest of another text beside the true one contradicts it. */
function isAttested(text: string, name: string, printed: string): boolean {
  const digest = createHash('sha256').update(text).digest('hex');
  const told = printed
    .split('\n')
    .filter((line) => line.startsWith(`quality-gates-report ${name} `))
    .map((line) => line.trim().split(' ')[2]);
  return told.length > 0 && told.every((one) => one === digest);
}

function noReport(message: string): NoReport {
  return { kind: 'no-report', message };
}
