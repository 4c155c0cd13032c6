import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, errnoOf, QualityGatesError } from '@quality-gates/contract';
import { receivePack, type ReceivedPack } from '@quality-gates/git';
import type { Logger } from '../logging/logger.js';
import { BusyError } from '../queue/busy-error.js';
import type { ObjectStores, StoreOf } from './object-stores.js';
import type { PackRoom } from './pack-room.js';
import type { RemoteBases } from './remote-bases.js';
import { Turns } from './turns.js';

export interface UploadsOptions {
  stores: ObjectStores;
  remotes: Pick<RemoteBases, 'prepare'>;
  room: PackRoom;
  logger: Logger;
  packLimitBytes: number;
  /** How many packs are on their way at once. @default 8 */
  atOnce?: number;
  /** How many more may wait to be let in. @default 64 */
  mostWaiting?: number;
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

const AT_ONCE = 8;
const MOST_WAITING = 64;
/** Each takes a processor and memory while it is verified. */
const VERIFIED_AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 2;

/** Takes objects from callers: through a file and a quarantine into the store of a registered name. */
export class Uploads {
  private readonly arriving: Turns;
  private readonly verifying = new Turns(VERIFIED_AT_ONCE);

  constructor(private readonly options: UploadsOptions) {
    this.arriving = new Turns(options.atOnce ?? AT_ONCE);
  }

  /**
   * Takes one pack, unread until its turn comes. Whatever goes wrong, nothing of it is left.
   *
   * @throws QualityGatesError `repository-unknown`, `request-too-large`, `pack-invalid`, `storage-full`,
   *   `queue-full` when too many wait
   */
  async receive(name: string, pack: IncomingPack): Promise<ReceivedPack> {
    const { mostWaiting = MOST_WAITING, packLimitBytes } = this.options;
    const store = this.options.stores.get(name);
    if (store === undefined) throw notRegistered();
    if (pack.announcedBytes !== undefined && pack.announcedBytes > packLimitBytes) {
      throw packTooLarge(packLimitBytes);
    }
    if (this.arriving.isBusy && this.arriving.queued >= mostWaiting) {
      throw new BusyError('queue-full', 'Too many packs are being sent at once.', RETRY_AFTER_SECONDS);
    }
    return this.arriving.take(() => this.take(store, pack));
  }

  private async take(store: StoreOf, { announcedBytes, spool, signal }: IncomingPack): Promise<ReceivedPack> {
    const { remotes, room, packLimitBytes, logger } = this.options;
    if (signal.aborted) throw new CancelledError();
    await room.make(announcedBytes ?? 0);
    await remotes.prepare(store);

    const file = join(store.incoming, `${randomUUID()}.pack`);
    try {
      const bytes = await spool(file, packLimitBytes);
      await room.make(bytes);
      const received = await this.verifying.take(() =>
        receivePack(store.trusted, {
          pack: file,
          store: store.uploads,
          quarantine: store.incoming,
          alsoReadFrom: store.path === store.trusted ? [] : [store.path],
          limits: { packBytes: packLimitBytes },
          joining: (join) => room.exclusively(join),
          signal,
        }),
      );
      await room.settle(store, received.name);
      logger.info({ repository: store.name, objects: received.objects, bytes }, 'objects received');
      return received;
    } catch (error) {
      throw isNoSpace(error) ? diskFull(error) : error;
    } finally {
      await rm(file, { force: true });
    }
  }
}

function isNoSpace(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function diskFull(cause: unknown): QualityGatesError {
  return new QualityGatesError('storage-full', 'There is no space left on the disk for the pack.', {
    cause,
    mend: 'Make room on the host, or send it again later.',
  });
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
