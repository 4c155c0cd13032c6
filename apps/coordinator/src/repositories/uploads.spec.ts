import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { type GitRepository, gitRepository } from '../testing/git.js';
import { cleanUp, temporaryDirectory } from '../testing/rig.js';
import { ObjectStores } from './object-stores.js';
import { PackRoom } from './pack-room.js';
import { type IncomingPack, Uploads, type UploadsOptions } from './uploads.js';

afterEach(cleanUp);

const { signal } = new AbortController();
const logger = pino({ enabled: false });

async function start(options: Partial<UploadsOptions> = {}) {
  const directory = temporaryDirectory();
  const repository: GitRepository = gitRepository(join(directory, 'repository'));
  repository.write('file', 'content\n');
  const { pack } = await repository.candidate();
  const open = () =>
    ObjectStores.open(new Map([['shop', { path: repository.path }]]), join(directory, 'state'));
  const stores = await open();
  const uploads = new Uploads({
    stores,
    room: new PackRoom(stores, { limitBytes: 1_000_000, logger }),
    remotes: { prepare: (store) => stores.make(store) },
    logger,
    packLimitBytes: 1_000_000,
    ...options,
  });
  const home = join(directory, 'state', 'shop');
  return {
    uploads,
    pack,
    reopen: open,
    incoming: join(home, 'incoming'),
    packs: join(home, 'uploads.git', 'objects', 'pack'),
    spool: (file: string) => (writeFileSync(file, pack), Promise.resolve(pack.length)),
  };
}

describe('uploads', () => {
  it('wait for their turn, and are refused when too many wait', async () => {
    const { uploads, spool } = await start({ atOnce: 1, mostWaiting: 1 });
    let announce: (release: () => void) => void = () => {};
    const held = new Promise<() => void>((resolve) => (announce = resolve));
    const slow: IncomingPack['spool'] = async (file) => {
      await new Promise<void>((resolve) => announce(resolve));
      return spool(file);
    };
    const first = uploads.receive('shop', { signal, spool: slow });
    let began = false;
    const second = uploads.receive('shop', { signal, spool: (file) => ((began = true), spool(file)) });
    await expect(uploads.receive('shop', { signal, spool })).rejects.toMatchObject({
      code: 'queue-full',
      retryAfterSeconds: 2,
    });
    await expect(uploads.receive('other', { signal, spool })).rejects.toMatchObject({
      code: 'repository-unknown',
    });
    expect(began).toBe(false);
    (await held)();
    await Promise.all([first, second]);
    await uploads.receive('shop', { signal, spool });
  });

  it('leave nothing behind, whatever goes wrong', async () => {
    const { uploads, spool, incoming, packs } = await start();
    const failing: IncomingPack['spool'] = (file) => (
      writeFileSync(file, 'half'),
      Promise.reject(new Error('gone'))
    );
    await expect(uploads.receive('shop', { signal, spool: failing })).rejects.toThrow('gone');
    const full: IncomingPack['spool'] = (file) => {
      writeFileSync(file, 'half');
      return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
    };
    await expect(uploads.receive('shop', { signal, spool: full })).rejects.toMatchObject({
      code: 'storage-full',
    });
    await expect(uploads.receive('shop', { signal: AbortSignal.abort(), spool })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect([readdirSync(incoming), readdirSync(packs)]).toEqual([[], []]);
  });

  it('that a killed process has left half done are cleared away', async () => {
    const { uploads, spool, incoming, packs, reopen } = await start();
    const { name } = await uploads.receive('shop', { signal, spool });
    writeFileSync(join(incoming, 'half.pack'), 'half');
    writeFileSync(join(packs, `pack-${'a'.repeat(40)}.pack`), 'without its index');
    const stores = await reopen();
    expect(readdirSync(incoming)).toEqual([]);
    expect(readdirSync(packs).filter((file) => !file.startsWith(name))).toEqual([]);
    expect(readdirSync(packs)).toContain(`${name}.idx`);
    expect(stores.alsoReadFrom(stores.get('shop')?.path ?? '')).toEqual([stores.get('shop')?.uploads]);
  });
});

it('stores without a directory of their own are gone when they are closed', async () => {
  const repository = gitRepository(join(temporaryDirectory(), 'repository'));
  const stores = await ObjectStores.open(new Map([['shop', { path: repository.path }]]));
  const incoming = stores.get('shop')?.incoming ?? '';
  expect(readdirSync(incoming)).toEqual([]);
  await stores.close();
  expect(() => readdirSync(incoming)).toThrow('ENOENT');
});
