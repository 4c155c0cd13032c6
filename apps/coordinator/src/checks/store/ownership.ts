import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SupersededError } from './check-store.js';

/**
 * Who may write into a directory: the process that came last. One that was stopped meanwhile and goes on again
 * finds another's id, and keeps its hands off.
 */
export class Ownership {
  private readonly id = randomUUID();
  private readonly file: string;

  constructor(private readonly directory: string) {
    this.file = join(directory, 'owner');
  }

  /** Takes the directory over. @throws Error where the storage fails */
  async take(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const draft = `${this.file}.${this.id}`;
    await writeFile(draft, this.id, { mode: 0o600 });
    await rename(draft, this.file);
  }

  /** @throws SupersededError where it is another's, Error where the storage fails */
  async assert(): Promise<void> {
    const owner = await readFile(this.file, 'utf8').catch((error: unknown) => {
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
        return undefined;
      throw error;
    });
    // Taken away with the whole directory, say: then it is everybody's again.
    if (owner === undefined) return this.take();
    if (owner !== this.id)
      throw new SupersededError('Another coordinator has taken over the state directory of this one.');
  }
}
