import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '@quality-gates/contract';
import { question } from '../../testing/question.js';
import { cleanUp, temporaryDirectory } from '../../testing/rig.js';
import { verdictOn } from '../../testing/verdicts.js';
import type { CheckStore } from './check-store.js';
import { openDiskCheckStore } from './disk-check-store.js';

const conditions = { engineVersion: '1', sandbox: 'none', node: 'v20', platform: 'linux-x64' };

describe('the store of checks', () => {
  let parent: string;
  let directory: string;
  let told: unknown[];
  let verdict: Verdict;
  beforeEach(() => {
    parent = temporaryDirectory();
    directory = join(parent, 'checks');
    told = [];
    verdict = verdictOn(question());
  });
  afterEach(cleanUp);

  const open = (judgedUnder = conditions): Promise<CheckStore> =>
    openDiskCheckStore({
      directory,
      maxEntries: 10,
      conditions: judgedUnder,
      onFailure: (error) => told.push(error),
    });

  it('refuses what an older run has found, and a number that is given already', async () => {
    const store = await open();
    const { checkId } = verdict;
    await store.write(checkId, { run: 2 });
    await expect(store.write(checkId, { run: 2 })).rejects.toThrow('superseded run 2');
    await expect(store.write(checkId, { run: 1, answer: { verdict, sequence: 2 } })).rejects.toMatchObject({
      code: 'coordinator-unavailable',
    });
    await store.write(checkId, { run: 2, answer: { verdict, sequence: 9 } });
    expect(await store.find(checkId)).toEqual({ run: 2, answer: { verdict, sequence: 9 } });
    expect(store.isSuperseded).toBe(false);
  });

  it.each([
    ['engine', { engineVersion: '2' }],
    ['sandbox', { sandbox: 'bubblewrap' }],
    ['Node version', { node: 'v22' }],
    ['platform', { platform: 'linux-arm64' }],
  ])('gives no answer that was judged under another %s, but its number', async (_, change) => {
    await (await open()).write(verdict.checkId, { run: 3, answer: { verdict, sequence: 2 } });
    expect(await (await open({ ...conditions, ...change })).find(verdict.checkId)).toEqual({ run: 3 });
  });

  it('gives no answer to another question', async () => {
    const store = await open();
    await store.write('a'.repeat(64), { run: 1, answer: { verdict, sequence: 2 } });
    expect(await store.find('a'.repeat(64))).toEqual({ run: 1 });
  });

  it('belongs to who has opened it last', async () => {
    const first = await open();
    const second = await open();
    await expect(first.write(verdict.checkId, { run: 1 })).rejects.toThrow('taken over');
    expect(first.isSuperseded).toBe(true);
    await second.write(verdict.checkId, { run: 1 });
    expect(second.isSuperseded).toBe(false);
    expect(readdirSync(directory).filter((name) => name.startsWith('owner'))).toEqual(['owner']);
  });

  it('takes nobody for its successor where it could not become the owner at first', async () => {
    await open();
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'in the way');
    const store = await open();
    expect(store.failures).toBe(1);
    rmSync(directory);
    mkdirSync(directory);
    writeFileSync(join(directory, 'owner'), 'a predecessor');
    await store.write(verdict.checkId, { run: 1 });
    expect(await store.find(verdict.checkId)).toEqual({ run: 1 });
    expect(store.isSuperseded).toBe(false);
  });

  it('goes on where everything in it was removed', async () => {
    const store = await open();
    await store.write(verdict.checkId, { run: 1 });
    rmSync(directory, { recursive: true });
    expect(await store.find(verdict.checkId)).toBeUndefined();
    await store.write(verdict.checkId, { run: 1 });
    expect(await store.find(verdict.checkId)).toEqual({ run: 1 });
    expect(told).toEqual([]);
  });

  it('costs nobody an answer where it fails, and tells so once', async () => {
    const store = await open();
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'in the way');
    await store.write(verdict.checkId, { run: 1 });
    await store.write(verdict.checkId, { run: 2 });
    expect(await store.find(verdict.checkId)).toBeUndefined();
    expect(store.failures).toBe(3);
    expect(told).toHaveLength(1);
  });
});
