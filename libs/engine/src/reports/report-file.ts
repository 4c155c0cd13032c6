import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { NoReport } from '../tools/tool.js';

const MAX_REPORT_BYTES = 256 * 1024 * 1024;

export type ReadReport<T> = { kind: 'read'; value: T } | NoReport;

/**
 * Reads a JSON report that a tool was told to write. What is missing, no regular file (a link could lead to
 * the host's files), too large or of another form is no report.
 */
export async function readReport<T>(file: string, schema: z.ZodType<T>): Promise<ReadReport<T>> {
  const name = path.basename(file);
  const stat = await lstat(file).catch(() => undefined);
  if (!stat) return noReport(`it wrote no report (${name})`);
  if (!stat.isFile()) return noReport(`its report (${name}) is no regular file`);
  if (stat.size > MAX_REPORT_BYTES)
    return noReport(`its report (${name}) has ${stat.size} bytes, too many to read`);
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
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

function noReport(message: string): NoReport {
  return { kind: 'no-report', message };
}
