import { closeSync, fchmodSync, fstatSync, openSync } from 'node:fs';
import { errnoOf } from '@quality-gates/contract';
import type { ConfigurationProblem } from '../config/problems.js';

const OWNER_ONLY = 0o600;

/** Makes sure that lines can be added to a file which nobody but its owner reads; it is made where it is not there. */
export function assertWritable(name: string, path: string, problems: ConfigurationProblem[]): void {
  try {
    const file = openSync(path, 'a', OWNER_ONLY);
    try {
      if (fstatSync(file).isFile()) return fchmodSync(file, OWNER_ONLY);
      problems.push({ name, found: `${path} is no file`, mend: 'Name a file.' });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    problems.push({
      name,
      found: `${path} cannot be written (${errnoOf(error) ?? 'unknown error'})`,
      mend: 'Create its directory, or correct its name or its permissions.',
    });
  }
}
