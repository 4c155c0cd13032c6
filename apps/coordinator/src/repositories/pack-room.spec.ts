import { createHash } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPacks } from '@quality-gates/git';
import { pino } from 'pino';
import { gitRepository } from '../testing/git.js';
import { cleanUp, temporaryDirectory } from '../testing/rig.js';
import { ObjectStores, type StoreOf } from './object-stores.js';
import { PackRoom } from './pack-room.js';
import { Uploads } from './uploads.js';

const HOUR_MS = 3_600_000;
const { signal } = new AbortController();

/** Packs of it take between 10 and 12 KB; the same for the same label. */
const large = (label: string): Buffer =>
  Buffer.concat(
    Array.from({ length: 312 }, (_, index) => createHash('sha256').update(`${label} ${index}`).digest()),
  );

afterEach(cleanUp);

async function start(limitBytes: number) {
  const directory = temporaryDirectory();
  const repository = gitRepository(join(directory, 'repository'));
  const names = ['shop', 'till'];
  const stores = await ObjectStores.open(
    new Map(names.map((name) => [name, { path: repository.path }])),
    join(directory, 'state'),
  );
  let nowMs = Date.now();
  const logger = pino({ enabled: false });
  const room = new PackRoom(stores, { limitBytes, logger, manySmall: 5, now: () => nowMs });
  const uploads = new Uploads({
    stores,
    room,
    remotes: { prepare: (store) => stores.make(store) },
    logger,
    packLimitBytes: 1_000_000,
  });
  const store = (name: string): StoreOf => {
    const found = stores.get(name);
    if (!found) throw new Error(`no store ${name}`);
    return found;
  };
  return {
    store,
    /** Sends a pack that nobody has sent before, so many milliseconds before the present. */
    send: async (name: string, content: string | Buffer, agoMs = 0) => {
      repository.write('file', content);
      const { pack } = await repository.candidate();
      const received = await uploads.receive(name, {
        signal,
        spool: (file) => (writeFileSync(file, pack), Promise.resolve(pack.length)),
      });
      if (agoMs > 0) {
        const then = (nowMs - agoMs) / 1000;
        utimesSync(join(store(name).uploads, 'objects', 'pack', `${received.name}.pack`), then, then);
      }
      return received;
    },
    packs: async () =>
      (await Promise.all(names.map((name) => listPacks(store(name).uploads)))).flat().map(({ name }) => name),
    later: (ms: number) => (nowMs += ms),
  };
}

describe('the room for packs', () => {
  it('is made by letting the oldest go, whatever name it was sent for', async () => {
    const { send, packs } = await start(40_000);
    const newest = await send('shop', large('one'), 2 * HOUR_MS);
    const oldest = await send('till', large('two'), 4 * HOUR_MS);
    const middle = await send('shop', large('three'), 3 * HOUR_MS);
    expect(await packs()).toHaveLength(3);
    const last = await send('shop', large('four'), 0);
    const left = await packs();
    expect(left).not.toContain(oldest.name);
    expect(left).toEqual(expect.arrayContaining([middle.name, newest.name, last.name]));
  });

  it('is never made of what a running check may need', async () => {
    const { send, packs, later } = await start(30_000);
    const first = await send('shop', large('one'));
    const second = await send('shop', large('two'));
    await expect(send('till', large('three'))).rejects.toMatchObject({ code: 'storage-full' });
    expect((await packs()).toSorted()).toEqual([first.name, second.name].toSorted());
    later(2 * HOUR_MS);
    const third = await send('till', large('three'));
    expect(await packs()).toContain(third.name);
  });

  it('keeps what is sent again', async () => {
    const { send, packs } = await start(40_000);
    const again = await send('shop', large('one'), 4 * HOUR_MS);
    await send('shop', large('two'), 3 * HOUR_MS);
    await send('shop', large('three'), 2 * HOUR_MS);
    expect((await send('shop', large('one'), 0)).name).toBe(again.name);
    await send('shop', large('four'));
    expect(await packs()).toContain(again.name);
  });

  it('holds many small packs as one', async () => {
    const { send, packs } = await start(10_000_000);
    for (let index = 0; index < 6; index++) await send('shop', `content ${index}`);
    expect(await packs()).toHaveLength(1);
  });
});
