import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, objectFormatOf, openRepository } from '@quality-gates/git';
import type { RegisteredRepository } from './registered-repository.js';
import { remoteOf } from './remote-of.js';

/** Where the objects of one registered repository lie on this host. */
export interface StoreOf {
  readonly name: string;
  readonly repository: RegisteredRepository;
  /** What checks are made in: the repository's own path, or else what was fetched. */
  readonly path: string;
  /** Whose branches and tags bases are resolved in: what was fetched, or else the path. */
  readonly trusted: string;
  /** What was fetched from the remote. */
  readonly bases: string;
  /** What callers have sent. */
  readonly uploads: string;
  /** What is on its way and not yet verified. */
  readonly incoming: string;
}

/**
 * The coordinator's own stores beside the registered repositories: for each name one with what was fetched from
 * its remote, and one with what callers sent. They never mix, and neither is ever written into a repository's
 * own path. One process at a time owns them.
 */
export class ObjectStores {
  private readonly making = new Map<string, Promise<void>>();

  private constructor(
    private readonly stores: ReadonlyMap<string, StoreOf>,
    private readonly temporary: string | undefined,
  ) {}

  /** Opens the stores under a directory, or under one that is gone when they are closed. */
  static async open(
    repositories: ReadonlyMap<string, RegisteredRepository>,
    directory?: string,
  ): Promise<ObjectStores> {
    const temporary =
      directory === undefined && repositories.size > 0
        ? await mkdtemp(join(await realpath(tmpdir()), 'quality-gates-objects-'))
        : undefined;
    const home = directory ?? temporary ?? '';
    const stores = new Map(
      [...repositories].map(([name, repository]) => [name, storeOf(home, name, repository)]),
    );
    for (const { incoming, uploads } of stores.values()) {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      await tidy(incoming, uploads);
    }
    return new ObjectStores(stores, temporary);
  }

  get(name: string): StoreOf | undefined {
    return this.stores.get(name);
  }

  all(): StoreOf[] {
    return [...this.stores.values()];
  }

  /** The stores to be read beside a repository, as far as they have been made. */
  alsoReadFrom(repositoryPath: string): string[] {
    return this.all()
      .filter(({ path }) => path === repositoryPath)
      .flatMap(({ bases, uploads }) => [bases, uploads])
      .filter((path) => path !== repositoryPath && existsSync(join(path, 'HEAD')));
  }

  /** Makes a store's repositories where they are not there yet; they have the remote's, or the path's, kind of object names. */
  async make(store: StoreOf): Promise<void> {
    const made = this.making.get(store.name) ?? makeStores(store);
    this.making.set(store.name, made);
    try {
      await made;
    } catch (error) {
      this.making.delete(store.name);
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.temporary !== undefined)
      await rm(this.temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

function storeOf(home: string, name: string, repository: RegisteredRepository): StoreOf {
  const bases = join(home, name, 'bases.git');
  return {
    name,
    repository,
    path: repository.path ?? bases,
    trusted: repository.remote === undefined ? (repository.path ?? bases) : bases,
    bases,
    uploads: join(home, name, 'uploads.git'),
    incoming: join(home, name, 'incoming'),
  };
}

async function makeStores(store: StoreOf): Promise<void> {
  const wanted = [store.uploads, ...(store.repository.remote === undefined ? [] : [store.bases])];
  if (wanted.every((path) => existsSync(join(path, 'HEAD')))) return;
  const format = await formatOf(store);
  for (const path of wanted) await createStore(path, format);
}

async function formatOf({ repository, bases, incoming }: StoreOf): Promise<'sha1' | 'sha256'> {
  const known = repository.path ?? (existsSync(join(bases, 'HEAD')) ? bases : undefined);
  if (known === undefined) return objectFormatOf(await remoteOf(repository), incoming);
  await using opened = await openRepository(known);
  return opened.objectFormat;
}

/** Removes what an end in the middle of an upload or an eviction has left. */
async function tidy(incoming: string, uploads: string): Promise<void> {
  for (const name of await readdir(incoming)) await rm(join(incoming, name), { recursive: true });
  const packs = join(uploads, 'objects', 'pack');
  const names = await readdir(packs).catch((): string[] => []);
  for (const name of names) {
    const index = `${name.replace(/\.[a-z]+$/, '')}.idx`;
    if (!names.includes(index)) await rm(join(packs, name), { force: true });
  }
}
