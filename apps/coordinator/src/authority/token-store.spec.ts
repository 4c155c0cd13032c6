import { once, EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { cleanUp, temporaryDirectory } from '../testing/rig.js';
import { makeToken } from './make-token.js';
import { TokenStore } from './token-store.js';
import type { TokenEntry } from './tokens-file.js';

const stores: TokenStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) store.close();
  await cleanUp();
});

const about = (name: string, change: Partial<TokenEntry> = {}): Omit<TokenEntry, 'sha256'> => ({
  name,
  scopes: ['checks:read', 'checks:write'],
  repositories: 'all',
  ...change,
});
const file = (...tokens: unknown[]): string => JSON.stringify({ tokens });

class Log extends EventEmitter {
  readonly lines: string[] = [];
  readonly logger = pino(
    { level: 'info' },
    {
      write: (line: string): void => {
        this.lines.push(line);
        this.emit('line');
      },
    },
  );
}

interface Opened {
  store: TokenStore;
  path: string;
  log: Log;
  clock: { nowMs: number };
}

function open(
  content: string,
  { path = join(temporaryDirectory(), 'tokens.json'), lookEveryMs = 5 } = {},
): Opened {
  const log = new Log();
  const clock = { nowMs: Date.parse('2026-06-01T00:00:00Z') };
  writeFileSync(path, content);
  const store = new TokenStore({ file: path }, { logger: log.logger, now: () => clock.nowMs, lookEveryMs });
  stores.push(store);
  return { store, path, log, clock };
}

describe('tokens', () => {
  it('are known by the hash of their secret, with what they may do', () => {
    const { secret, entry } = makeToken(about('orchestrator', { repositories: ['shop'] }));
    const { store } = open(file(entry));
    expect(store.credentialFor(secret)).toMatchObject({ name: 'orchestrator', repositories: ['shop'] });
    expect(secret).toMatch(/^qg_[\w-]{43}$/);
    expect(JSON.stringify(entry)).not.toContain(secret);
    for (const wrong of ['', `${secret}x`, secret.slice(0, -1), entry.sha256, secret.toUpperCase()]) {
      expect(store.credentialFor(wrong)).toBeUndefined();
    }
  });

  it('open nothing when there are none', () => {
    const { store } = open(file());
    expect(store.isOpen).toBe(false);
    expect(store.credentialFor('')).toBeUndefined();
  });

  it('hold beside the one plain token', () => {
    const { secret, entry } = makeToken(about('a'));
    const path = join(temporaryDirectory(), 'tokens.json');
    writeFileSync(path, file(entry));
    const store = new TokenStore(
      { plain: 'a-plain-token-that-is-long', file: path },
      { logger: new Log().logger },
    );
    stores.push(store);
    writeFileSync(path, file());
    store.reload();
    expect(store.credentialFor('a-plain-token-that-is-long')).toMatchObject({ name: 'QG_TOKEN' });
    expect(store.credentialFor(secret)).toBeUndefined();
  });

  it('end at once when they expire, and end what they hold open', async () => {
    const { secret, entry } = makeToken(about('brief', { notAfter: '2026-06-02T00:00:00Z' }));
    const { store, clock } = open(file(entry));
    const credential = store.credentialFor(secret);
    clock.nowMs = Date.parse('2026-06-01T23:59:59.999Z');
    expect(store.credentialFor(secret)).toBe(credential);
    clock.nowMs = Date.parse('2026-06-02T00:00:00Z');
    expect(store.credentialFor(secret)).toBeUndefined();
    if (credential?.revoked.aborted === false) await once(credential.revoked, 'abort');
    expect(credential?.revoked.aborted).toBe(true);
  });
});

describe('a file of tokens that changes', () => {
  const [old, kept, added] = [makeToken(about('old')), makeToken(about('kept')), makeToken(about('added'))];

  async function exchanged(change: (opened: Opened) => void, opened: Opened): Promise<void> {
    const line = once(opened.log, 'line');
    change(opened);
    await line;
  }

  it.each<[string, (opened: Opened) => void]>([
    ['written in place', ({ path }) => writeFileSync(path, file(kept.entry, added.entry))],
    [
      'renamed over',
      ({ path }) => {
        writeFileSync(`${path}.new`, file(kept.entry, added.entry));
        renameSync(`${path}.new`, path);
      },
    ],
  ])('is noticed when it is %s', async (_, change) => {
    const opened = open(file(old.entry, kept.entry));
    const { store } = opened;
    const [gone, stays] = [store.credentialFor(old.secret), store.credentialFor(kept.secret)];
    await exchanged(change, opened);
    expect(store.credentialFor(old.secret)).toBeUndefined();
    expect(gone?.revoked.aborted).toBe(true);
    expect(store.credentialFor(kept.secret)).toBe(stays);
    expect(stays?.revoked.aborted).toBe(false);
    expect(store.credentialFor(added.secret)).toMatchObject({ name: 'added' });
  });

  it('is noticed when the directory of a mounted secret is swapped', async () => {
    const mount = temporaryDirectory();
    for (const [version, entry] of [
      ['..v1', old.entry],
      ['..v2', added.entry],
    ] as const) {
      mkdirSync(join(mount, version));
      writeFileSync(join(mount, version, 'tokens.json'), file(entry));
    }
    symlinkSync('..v1', join(mount, '..data'));
    const path = join(mount, 'tokens.json');
    symlinkSync('..data/tokens.json', path);
    const opened = open(file(old.entry), { path });
    await exchanged(() => {
      symlinkSync('..v2', join(mount, '..data_tmp'));
      renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
    }, opened);
    expect(opened.store.credentialFor(old.secret)).toBeUndefined();
    expect(opened.store.credentialFor(added.secret)).toMatchObject({ name: 'added' });
    await exchanged(() => writeFileSync(join(mount, '..v2', 'tokens.json'), '{'), opened);
    expect(opened.log.lines.map((line) => JSON.parse(line).level)).toEqual([30, 50]);
  });

  it('is not read again while nothing changes, behind a link or not', () => {
    jest.useFakeTimers();
    try {
      const directory = temporaryDirectory();
      writeFileSync(join(directory, 'real.json'), file(old.entry));
      symlinkSync('real.json', join(directory, 'link.json'));
      const opened = ['real.json', 'link.json'].map((name) =>
        open(file(old.entry), { path: join(directory, name) }),
      );
      for (const { store } of opened) store.reload();
      jest.advanceTimersByTime(1_000);
      expect(opened.map(({ log }) => log.lines.length)).toEqual([1, 1]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends what a token holds open when it may do less', () => {
    const { store, path } = open(file(old.entry));
    const before = store.credentialFor(old.secret);
    writeFileSync(path, file({ ...old.entry, scopes: ['checks:read'] }));
    store.reload();
    expect(before?.revoked.aborted).toBe(true);
    const after = store.credentialFor(old.secret);
    expect([...(after?.scopes ?? [])]).toEqual(['checks:read']);
    expect(after?.revoked.aborted).toBe(false);
  });

  it.each<[string, (path: string) => void]>([
    ['is no JSON', (path) => writeFileSync(path, `{ "tokens": [ "${old.secret}" `)],
    ['has an unknown key', (path) => writeFileSync(path, file({ ...old.entry, admin: true }))],
    [
      'has a plain secret for a hash',
      (path) => writeFileSync(path, file({ ...old.entry, sha256: old.secret })),
    ],
    ['has one wrong entry among good ones', (path) => writeFileSync(path, file(added.entry, { name: 'x' }))],
    [
      'names two tokens alike',
      (path) => writeFileSync(path, file(old.entry, { ...added.entry, name: 'old' })),
    ],
    ['has a token twice', (path) => writeFileSync(path, file(old.entry, { ...old.entry, name: 'again' }))],
    ['takes a reserved name', (path) => writeFileSync(path, file({ ...old.entry, name: 'anonymous' }))],
    ['names a relative path', (path) => writeFileSync(path, file({ ...old.entry, repositories: ['../x'] }))],
    ['knows no such scope', (path) => writeFileSync(path, file({ ...old.entry, scopes: ['checks:all'] }))],
    ['is empty', (path) => writeFileSync(path, '')],
    ['is too large', (path) => writeFileSync(path, `${file()}${' '.repeat(1_100_000)}`)],
    ['has gone', (path) => rmSync(path)],
    ['everybody may write', (path) => (writeFileSync(path, file(added.entry)), chmodSync(path, 0o666))],
  ])('is refused as a whole when it %s, without a word of its secrets', async (_, change) => {
    const opened = open(file(old.entry));
    const credential = opened.store.credentialFor(old.secret);
    await exchanged(({ path }) => change(path), opened);
    expect(opened.log.lines).toHaveLength(1);
    expect(opened.log.lines.join('')).toContain('tokens.json');
    expect(opened.log.lines.join('')).not.toContain(old.secret.slice(3));
    expect(opened.store.credentialFor(old.secret)).toBe(credential);
    expect(credential?.revoked.aborted).toBe(false);
    expect(opened.store.credentialFor(added.secret)).toBeUndefined();
  });

  it('is reported once while it stays wrong, and holds again when it is mended', async () => {
    const opened = open(file(old.entry));
    await exchanged(({ path }) => writeFileSync(path, '{'), opened);
    await exchanged(({ path }) => writeFileSync(path, file(added.entry)), opened);
    expect(opened.log.lines.map((line) => JSON.parse(line).level)).toEqual([50, 30]);
    expect(opened.store.credentialFor(added.secret)).toMatchObject({ name: 'added' });
  });
});
