import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { Command } from '../../process/command.js';
import { readReport } from '../../reports/report-file.js';
import { reportFile } from '../report-name.js';
import type { Exited, ToolPlace } from '../tool.js';

const REPORT = 'explanation';

/** The call of one of this package's own programs, which loads a tool and tells what its configuration comes to. */
export function explainBy(
  program: 'eslint' | 'jest' | 'tsc' | 'vitest',
  place: ToolPlace,
  about: { packageDirectory?: string; request: unknown },
): Command {
  const file = fileURLToPath(new URL(`../../../bin/explain/${program}.mjs`, import.meta.url));
  return {
    file: process.execPath,
    args: [
      file,
      ...(about.packageDirectory === undefined ? [] : [about.packageDirectory]),
      reportFile(place, REPORT),
      JSON.stringify(about.request),
    ],
  };
}

/** What it told; nothing where it did not tell. */
export async function readExplanation<T>(
  end: Exited,
  place: ToolPlace,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  if (end.code !== 0) return undefined;
  const report = await readReport(reportFile(place, REPORT), schema);
  return report.kind === 'read' ? report.value : undefined;
}
