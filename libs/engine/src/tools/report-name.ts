import { createHmac, randomBytes } from 'node:crypto';
import path from 'node:path';
import type { ToolPlace } from './tool.js';

const SECRET = randomBytes(32);

type Reports = Pick<ToolPlace, 'reports'>;

/**
 * Where a tool writes a report. Its name is another in each place and in each process, so that code of the judged
 * tree cannot know it beforehand.
 *
 * @param what the report, in a word; messages show it
 */
export function reportFile(place: Reports, what: string): string {
  return `${reportDirectory(place, what)}.json`;
}

/** Like {@link reportFile} for a tool that writes several files. */
export function reportDirectory({ reports }: Reports, what: string): string {
  const unforeseen = createHmac('sha256', SECRET).update(`${reports}\0${what}`).digest('hex').slice(0, 24);
  return path.join(reports, `${what}-${unforeseen}`);
}
