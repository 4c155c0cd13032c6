import { QualityGatesError } from '@quality-gates/contract';
import { joinPacks, listPacks, removePack, type PackFile } from '@quality-gates/git';
import type { Logger } from '../logging/logger.js';
import type { ObjectStores, StoreOf } from './object-stores.js';
import { Turns } from './turns.js';

export interface PackRoomOptions {
  /** How much all packs may fill. */
  limitBytes: number;
  logger: Logger;
  /** How many small packs a store may have before they are joined. @default 64 */
  manySmall?: number;
  now?: () => number;
}

/** As long as a running check may need what was sent for it. */
const YOUNG_MS = 3_600_000;
/** Packs below this size are joined once there are many, for every git process looks at every pack. */
const SMALL_BYTES = 16 * 1_048_576;
const MANY_SMALL = 64;

interface HeldPack extends PackFile {
  store: StoreOf;
}

/** The room that packs from callers may fill on this host, over all names; the oldest go first. */
export class PackRoom {
  private readonly turns = new Turns(1);
  private readonly now: () => number;

  constructor(
    private readonly stores: ObjectStores,
    private readonly options: PackRoomOptions,
  ) {
    this.now = options.now ?? Date.now;
  }

  /** Does work while no pack is removed. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.turns.take(work);
  }

  /** Frees room for a pack. @throws QualityGatesError `storage-full` where that would take what was sent lately */
  make(bytes: number): Promise<void> {
    return this.turns.take(async () => {
      const packs = await this.held();
      let left = packs.reduce((sum, pack) => sum + pack.bytes, bytes) - this.options.limitBytes;
      for (const pack of packs) {
        if (left <= 0) return;
        if (this.now() - pack.modifiedMs < YOUNG_MS) break;
        await removePack(pack.store.uploads, pack.name);
        left -= pack.bytes;
      }
      if (left > 0) throw storageFull(bytes);
    });
  }

  /**
   * Settles a pack that has joined its store: it goes again where there is no room for it after all, and many
   * small packs become one.
   *
   * @throws QualityGatesError `storage-full`
   */
  async settle(store: StoreOf, name: string): Promise<void> {
    try {
      await this.make(0);
    } catch (error) {
      await removePack(store.uploads, name);
      throw error;
    }
    const { logger, manySmall = MANY_SMALL } = this.options;
    await this.turns.take(async () => {
      const small = (await listPacks(store.uploads)).filter(({ bytes }) => bytes < SMALL_BYTES);
      if (small.length <= manySmall) return;
      try {
        await joinPacks(store.uploads, small, { quarantine: store.incoming });
      } catch (error) {
        // Nothing is lost by it but time.
        logger.warn({ repository: store.name, err: error }, 'packs could not be joined');
      }
    });
  }

  private async held(): Promise<HeldPack[]> {
    const packs = await Promise.all(
      this.stores
        .all()
        .map(async (store) => (await listPacks(store.uploads)).map((pack) => ({ ...pack, store }))),
    );
    return packs.flat().toSorted((a, b) => a.modifiedMs - b.modifiedMs);
  }
}

function storageFull(bytes: number): QualityGatesError {
  return new QualityGatesError('storage-full', `There is no room for ${bytes} more bytes of objects.`, {
    mend: 'Give the coordinator more room with QG_OBJECTS_LIMIT_BYTES, or ask again later.',
  });
}
