import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigurationError } from '@quality-gates/contract';
import { write, type Terminal } from './terminal.js';
import { usageError } from './usage-error.js';

/** Where the answer goes. */
export interface Report {
  readonly isFile: boolean;
  write(text: string): Promise<void>;
}

/**
 * Standard output, or a file. A file that an earlier check left is removed at once, so that nobody reads an old
 * answer where this check ends without one.
 */
export async function openReport(output: string | undefined, terminal: Terminal): Promise<Report> {
  if (output === undefined) return { isFile: false, write: (text) => write(terminal.stdout, text) };
  const file = resolve(terminal.directory, output);
  const directory = await stat(dirname(file)).catch(() => undefined);
  if (!directory?.isDirectory()) {
    throw usageError(`${dirname(file)} is no directory.`, 'Make it first, or give another --output.');
  }
  const old = await stat(file).catch(() => undefined);
  if (old?.isDirectory()) throw usageError(`${file} is a directory.`, 'Give --output a file name.');
  if (old?.isFile()) await rm(file);
  return {
    isFile: true,
    write: async (text) => {
      try {
        await writeFile(file, text);
      } catch (cause) {
        throw new ConfigurationError(`The report could not be written to ${file}.`, {
          cause,
          mend: 'Give --output a file that can be written.',
        });
      }
    },
  };
}
