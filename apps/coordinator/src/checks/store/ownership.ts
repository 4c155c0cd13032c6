import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '@quality-gates/contract';
import { SupersededError } from './check-store.js';

/**
 * Who may write into a directory: the process that came last. One that was stopped meanwhile and goes on again
 * finds another's id, and keeps its hands off.
 */
export class Ownership {
  private readonly id = randomUUID();
  private readonly file: string;
  private taken = false;
  private lost = false;

  constructor(private readonly directory: string) {
    this.file = join(directory, 'owner');
  }

  /** Another process has taken over. */
  get isLost(): boolean {
    return this.lost;
  }

  /** Takes the directory over. @throws Error where the storage fails */
  async take(): Promise<void> {
    const draft = `${this.file}.${this.id}`;
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      await writeFile(draft, this.id, { mode: 0o600 });
      await rename(draft, this.file);
      this.taken = true;
    } finally {
      await rm(draft, { force: true }).catch(() => {});
    }
  }

  /** @throws SupersededError where it is another's, Error where the storage fails */
  async assert(): Promise<void> {
    // What was there before this process could take it is no successor's.
    if (!this.taken) return this.take();
    const owner = await this.owner();
    // Taken away with the whole directory, say: then it is everybody's again.
    if (owner === undefined) return this.take();
    this.lost = owner !== this.id;
    if (this.lost)
      throw new SupersededError('Another coordinator has taken over the state directory of this one.');
  }

  private async owner(): Promise<string | undefined> {
    try {
      return await readFile(this.file, 'utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}
