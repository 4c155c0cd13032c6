import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QualityGatesError } from '@quality-gates/contract';
import { receivePack, type ReceivedPack } from '@quality-gates/git';
import type { Logger } from '../logging/logger.js';
import { BusyError } from '../queue/busy-error.js';
import type { ObjectStores } from './object-stores.js';
import type { PackRoom } from './pack-room.js';
import type { Sources } from './sources.js';

export interface UploadsOptions {
  stores: ObjectStores;
  sources: Pick<Sources, 'prepare'>;
  room: PackRoom;
  logger: Logger;
  packLimitBytes: number;
  /** How many packs are taken at once. @default 4 */
  atOnce?: number;
}

/** A pack that a caller sends. */
export interface IncomingPack {
  /** Its size, where the caller says it. */
  announcedBytes?: number;
  /** Writes it into a new file, of at most so many bytes. @returns its size */
  spool: (file: string, limitBytes: number) => Promise<number>;
  /** Aborts when the caller has gone. */
  signal: AbortSignal;
}

const AT_ONCE = 4;
const RETRY_AFTER_SECONDS = 2;

/** Takes objects from callers: through a file and a quarantine into the store of a registered name. */
export class Uploads {
  private inProgress = 0;

  constructor(private readonly options: UploadsOptions) {}

  /**
   * Takes one pack. Whatever goes wrong, nothing of it is left.
   *
   * @throws QualityGatesError `repository-unknown`, `request-too-large`, `pack-invalid`, `storage-full`,
   *   `queue-full` when too many are sent at once
   */
  async receive(name: string, pack: IncomingPack): Promise<ReceivedPack> {
    const { atOnce = AT_ONCE } = this.options;
    if (this.inProgress >= atOnce) {
      throw new BusyError('queue-full', 'Too many packs are being sent at once.', RETRY_AFTER_SECONDS);
    }
    this.inProgress += 1;
    try {
      return await this.take(name, pack);
    } finally {
      this.inProgress -= 1;
    }
  }

  private async take(name: string, { announcedBytes, spool, signal }: IncomingPack): Promise<ReceivedPack> {
    const { stores, sources, room, packLimitBytes, logger } = this.options;
    const store = stores.get(name);
    if (store === undefined) throw notRegistered();
    if (announcedBytes !== undefined && announcedBytes > packLimitBytes) throw packTooLarge(packLimitBytes);
    await room.make(announcedBytes ?? 0);
    await sources.prepare(store);

    const file = join(store.incoming, `${randomUUID()}.pack`);
    try {
      const bytes = await spool(file, packLimitBytes);
      await room.make(bytes);
      const received = await receivePack(store.trusted, {
        pack: file,
        store: store.uploads,
        quarantine: store.incoming,
        alsoReadFrom: store.path === store.trusted ? [] : [store.path],
        limits: { packBytes: packLimitBytes },
        signal,
      });
      await room.settle(store, received.name);
      logger.info({ repository: name, objects: received.objects, bytes }, 'objects received');
      return received;
    } finally {
      await rm(file, { force: true });
    }
  }
}

/** @param limitBytes what is taken at most */
export function packTooLarge(limitBytes: number): QualityGatesError {
  return new QualityGatesError('request-too-large', `A pack of at most ${limitBytes} bytes is taken.`, {
    mend: 'Push what is large to the registered repository, or raise QG_PACK_LIMIT_BYTES.',
  });
}

function notRegistered(): QualityGatesError {
  return new QualityGatesError('repository-unknown', 'No repository is registered here under this name.', {
    mend: 'Send objects for a name of QG_REPOSITORIES.',
  });
}
