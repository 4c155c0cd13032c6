import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository } from '../open.js';
import { nameOf, packWith } from '../rig/packs.js';
import { newRig } from '../rig/repositories.js';
import { createStore } from './create-store.js';
import { joinPacks } from './join-packs.js';
import { listPacks, removePack } from './pack-files.js';
import { receivePack } from './receive-pack.js';

describe('the packs of a store', () => {
  it('are told the oldest first, joined without loss, and removed', async () => {
    using rig = newRig();
    const trusted = rig.repository();
    const [store, quarantine] = [rig.path('store.git'), rig.path('quarantine')];
    mkdirSync(quarantine);
    expect(await listPacks(store)).toEqual([]);
    await createStore(store, 'sha1');
    const contents = ['one', 'two', 'three'];
    for (const [index, content] of contents.entries()) {
      writeFileSync(rig.path('pack'), packWith([{ type: 'blob', content }]));
      const { name } = await receivePack(trusted.path, { pack: rig.path('pack'), store, quarantine });
      utimesSync(join(store, 'objects', 'pack', `${name}.pack`), 3000 - index, 3000 - index);
    }
    const packs = await listPacks(store);
    expect(packs.map(({ modifiedMs }) => modifiedMs)).toEqual([2_998_000, 2_999_000, 3_000_000]);
    expect(packs.every(({ bytes }) => bytes > 1000)).toBe(true);

    const joined = await joinPacks(store, packs, { quarantine });
    expect(await listPacks(store)).toEqual([{ ...joined, modifiedMs: 3_000_000 }]);
    await using repository = await openRepository(trusted.path, { alsoReadFrom: [store] });
    for (const content of contents) expect(await repository.has(nameOf('blob', content))).toBe(true);

    await removePack(store, joined.name);
    expect(await listPacks(store)).toEqual([]);
    expect(await repository.has(nameOf('blob', 'one'))).toBe(false);
  });
});
