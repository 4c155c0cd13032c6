import { access, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { npmLock, npmRegistry, type NpmRegistry } from '../../../../../test/support/npm-registry.js';
import {
  openDependencyStore,
  type DependencyStore,
  type FailedSet,
  type TakenSet,
} from './dependency-store.js';
import type { WantedSet } from './wanted-set.js';

const RAN = 'postinstall-ran';

describe('the store of dependencies', () => {
  let registry: NpmRegistry;
  let stores: DependencyStore[];
  let markers = 0;
  let tests = 0;
  const at = (...parts: string[]) => path.join(registry.home, `dependencies-${tests}`, ...parts);
  const open = (maxSets?: number, env = registry.env) => {
    const store = openDependencyStore({
      directory: at(),
      maxSets,
      env,
      reaper: { watch: () => () => {} },
      nextMarker: () => `dependency-store-${process.pid}-${(markers += 1)}`,
    });
    stores.push(store);
    return store;
  };
  const wanted = (name: string, version: string, entry = registry.entry(name, version)): WantedSet => {
    const manifest = { name: 'project', dependencies: { [name]: version } };
    return {
      kind: 'wanted',
      manager: 'npm',
      lockfile: 'package-lock.json',
      settings: {},
      expected: [{ place: `node_modules/${name}`, name, version }],
      files: new Map([
        ['package.json', JSON.stringify(manifest)],
        ['package-lock.json', npmLock(manifest, { [`node_modules/${name}`]: entry })],
      ]),
    };
  };
  const going = new AbortController().signal;
  const taken = async (set: Promise<TakenSet | FailedSet>): Promise<TakenSet> => {
    const result = await set;
    if (result.kind === 'failed') throw new Error(result.message);
    return result;
  };

  beforeAll(async () => {
    registry = await npmRegistry([
      { name: 'plain', version: '1.0.0' },
      { name: 'plain', version: '2.0.0' },
      {
        name: 'scripted',
        version: '1.0.0',
        manifest: { scripts: { postinstall: `node -e "require('fs').writeFileSync('${RAN}', '')"` } },
      },
    ]);
  });
  beforeEach(() => {
    stores = [];
    tests += 1;
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  it('installs what a lockfile says, once: whoever asks again gets the same without asking the registry', async () => {
    const first = await taken(open().take(wanted('plain', '1.0.0'), undefined, going));
    expect(await readFile(path.join(first.root, 'node_modules/plain/index.js'), 'utf8')).toContain(
      'plain@1.0.0',
    );
    const asked = registry.requests.length;
    expect(asked).toBeGreaterThan(0);
    const again = await taken(open().take(wanted('plain', '1.0.0'), undefined, going));
    expect(again.root).toBe(first.root);
    expect(registry.requests).toHaveLength(asked);
  });

  it('runs no script of a package', async () => {
    const { root } = await taken(open().take(wanted('scripted', '1.0.0'), undefined, going));
    await expect(access(path.join(root, 'node_modules/scripted/package.json'))).resolves.toBeUndefined();
    await expect(access(path.join(root, 'node_modules/scripted', RAN))).rejects.toThrow('ENOENT');
  });

  it('installs once for all who ask at the same time, and lets other processes be as fast', async () => {
    const [one, other] = [open(), open()];
    const set = wanted('plain', '2.0.0');
    let applied = 0;
    const changes = { key: 'at the same time', apply: async () => void (applied += 1) };
    const all = await Promise.all([
      taken(one.take(set, changes, going)),
      taken(one.take(set, changes, going)),
      taken(other.take(set, changes, going)),
    ]);
    expect(new Set(all.map(({ root }) => root)).size).toBe(1);
    expect(applied).toBeLessThanOrEqual(2);
    expect(await readdir(at('making'))).toEqual([]);
  });

  it('keeps nothing of content that is not what the lockfile says, and says so', async () => {
    const forged = { ...registry.entry('plain', '1.0.0'), integrity: `sha512-${'A'.repeat(86)}==` };
    const result = await open().take(wanted('plain', '1.0.0', forged), undefined, going);
    expect(result).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('another content than the lockfile says'),
    });
    expect(await readdir(at('sets'))).toEqual([]);
    expect(await readdir(at('making'))).toEqual([]);
  });

  it('refuses another package than the lockfile calls it, though the digest is that of its content', async () => {
    const forged = { ...registry.entry('plain', '2.0.0'), version: '1.0.0' };
    expect(await open().take(wanted('plain', '1.0.0', forged), undefined, going)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('its archive holds plain 2.0.0'),
    });
    expect(await readdir(at('sets'))).toEqual([]);
  });

  it('tells a lockfile that does not agree with its manifest from a registry that cannot be reached', async () => {
    const set = wanted('plain', '1.0.0');
    const files = new Map([
      ...set.files,
      ['package.json', '{"name":"project","dependencies":{"plain":"^2.0.0"}}'],
    ]);
    expect(await open().take({ ...set, files }, undefined, going)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('do not agree'),
    });
    const env = {
      ...registry.env,
      npm_config_registry: 'http://127.0.0.1:9',
      npm_config_cache: at('no-cache'),
    };
    const { resolved, ...entry } = registry.entry('plain', '1.0.0');
    expect(resolved).toBeDefined();
    expect(await open(8, env).take(wanted('plain', '1.0.0', entry), undefined, going)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('cannot be reached'),
    });
  });

  it('gives up the set that was unused for longest, and never one that is in use', async () => {
    const store = open(1);
    const held = await taken(store.take(wanted('plain', '1.0.0'), undefined, going));
    const other = await taken(store.take(wanted('plain', '2.0.0'), undefined, going));
    await expect(access(held.root)).resolves.toBeUndefined();
    await held.release();
    await other.release();
    const third = await taken(
      store.take(wanted('scripted', '1.0.0'), { key: 'third', apply: async () => {} }, going),
    );
    expect(await readdir(at('sets'))).toEqual([path.basename(third.root)]);
    await third.release();
  });

  it('ends an installation for which nobody waits any more', async () => {
    const letGo = registry.hold();
    const controller = new AbortController();
    const store = open();
    const env = { key: 'nobody waits', apply: async () => {} };
    const { resolved, ...entry } = registry.entry('plain', '1.0.0');
    expect(resolved).toBeDefined();
    const forged = { ...entry, resolved: `${registry.url}/never/-/never-1.0.0.tgz`, integrity: undefined };
    const result = store.take(wanted('plain', '1.0.0', forged), env, controller.signal);
    const { gone } = await registry.held();
    controller.abort(new Error('enough'));
    await expect(result).rejects.toThrow('enough');
    await gone;
    letGo();
    await store.close();
    expect(await readdir(at('making'))).toEqual([]);
  });

  it('changes a set before anybody sees it', async () => {
    const changes = {
      key: 'changed',
      apply: async (root: string) => {
        expect(await realpath(root)).toContain(`${path.sep}making${path.sep}`);
      },
    };
    const changed = await taken(open().take(wanted('plain', '1.0.0'), changes, going));
    const plain = await taken(open().take(wanted('plain', '1.0.0'), undefined, going));
    expect(changed.root).not.toBe(plain.root);
  });
});
