import { execFile } from 'node:child_process';
import { readFile, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { openRepository } from '@quality-gates/git';
import { npmLock, npmRegistry, type NpmRegistry } from '../../../../test/support/npm-registry.js';
import { testRepository, type TestRepository } from '../../../../test/support/test-repository.js';
import { projectOfTree } from '../policy/project-of-tree.js';
import type { Dependencies } from './dependencies.js';
import { openDependencyStore, type DependencyStore } from './install/dependency-store.js';
import { judgeDependencies, type DependencyQuestion } from './judge-dependencies.js';
import { judgePackagesOf } from './judge-packages.js';
import { resolveTool } from './resolve-tool.js';

const run = promisify(execFile);
const bin = { vitest: 'index.js' };
const WRITES_ITS_PLACE = { 'index.js': 'module.exports = __filename;\n' };
const VITEST = { name: 'vitest', package: 'vitest', bin: 'vitest' };

type Locked = Record<string, [name: string, version: string, more?: Record<string, unknown>]>;

describe('the packages of a judgement', () => {
  let registry: NpmRegistry;
  let repository: TestRepository;
  let store: DependencyStore;
  let base: string;
  let markers = 0;

  const manifestOf = (dependencies: Record<string, string>) => ({
    name: 'project',
    version: '1.0.0',
    devDependencies: dependencies,
  });
  /** The files of a project with a lockfile. */
  const files = (dependencies: Record<string, string>, locked: Locked) => {
    const manifest = manifestOf(dependencies);
    const entries = Object.entries(locked).map(([name, [published, version, more]]) => [
      `node_modules/${name}`,
      { ...registry.entry(published, version), ...(published === name ? {} : { name: published }), ...more },
    ]);
    return {
      'package.json': JSON.stringify(manifest),
      'package-lock.json': npmLock(manifest, Object.fromEntries(entries)),
    };
  };
  const BASE = { vitest: '1.0.0', helper: '1.0.0', plain: '1.0.0' };
  const locked = (change: Locked = {}): Locked => ({
    vitest: ['vitest', '1.0.0'],
    helper: ['helper', '1.0.0'],
    plain: ['plain', '1.0.0'],
    ...change,
  });

  beforeAll(async () => {
    registry = await npmRegistry([
      { name: 'vitest', version: '1.0.0', files: WRITES_ITS_PLACE, manifest: { bin } },
      { name: 'vitest', version: '2.0.0', files: WRITES_ITS_PLACE, manifest: { bin } },
      { name: 'not-vitest', version: '1.0.0', files: WRITES_ITS_PLACE, manifest: { bin } },
      { name: 'plain', version: '1.0.0', files: WRITES_ITS_PLACE },
      { name: 'plain', version: '2.0.0', files: WRITES_ITS_PLACE },
      {
        name: 'helper',
        version: '1.0.0',
        files: { 'index.js': "module.exports = require('vitest');\n" },
        manifest: { peerDependencies: { vitest: '*' } },
      },
    ]);
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  beforeEach(async () => {
    repository = await testRepository();
    await rm(path.join(repository.directory, 'node_modules'), { recursive: true });
    await repository.write(files(BASE, locked()));
    base = await repository.commit('Ask for packages');
    store = openDependencyStore({
      directory: path.join(repository.directory, '..', 'dependencies'),
      env: registry.env,
      reaper: { watch: () => () => {} },
      nextMarker: () => `judge-dependencies-${process.pid}-${(markers += 1)}`,
    });
  });
  afterEach(async () => {
    await store.close();
    await repository[Symbol.asyncDispose]();
  });

  /** Installs what the work tree asks for where a user would. */
  const install = () =>
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: repository.directory,
      env: registry.env,
    });
  const decide = async (more: Partial<DependencyQuestion> = {}, from: DependencyStore | null = store) => {
    const candidate = await repository.commit('Change');
    await using view = await openRepository(repository.directory);
    const [ofBase, ofCandidate] = [
      await projectOfTree(view, await view.treeOf(base)),
      await projectOfTree(view, await view.treeOf(candidate)),
    ];
    await using found = judgeDependencies(
      view,
      {
        base: ofBase,
        candidate: ofCandidate,
        judgePackages: await judgePackagesOf(ofBase),
        signal: new AbortController().signal,
        ...more,
      },
      from ?? undefined,
    );
    return { ofBase: await found.ofBase(), ofCandidate: await found.ofCandidate() };
  };
  const rootOf = (dependencies: Dependencies): string => {
    if (dependencies.kind !== 'installed') throw new Error(JSON.stringify(dependencies));
    return dependencies.root;
  };
  /** The file that an import from a set leads to. */
  const imported = async (dependencies: Dependencies, name: string): Promise<string> => {
    const script = `process.stdout.write(require(${JSON.stringify(name)}))`;
    return (await run(process.execPath, ['-e', script], { cwd: rootOf(dependencies) })).stdout;
  };

  it('are one set where both sides ask for the same, and the one that is installed where it matches', async () => {
    await install();
    await repository.write({ 'src/more.ts': 'export const more = 1;\n' });
    const asked = registry.requests.length;
    const { ofBase, ofCandidate } = await decide();
    expect(rootOf(ofCandidate)).toBe(repository.directory);
    expect(ofBase).toBe(ofCandidate);
    expect(registry.requests).toHaveLength(asked);
  });

  it('are installed from the lockfile where nothing is, without the settings of the tree', async () => {
    await repository.write({ '.npmrc': 'registry=http://127.0.0.1:9\n' });
    const { ofBase, ofCandidate } = await decide();
    expect(ofBase).toBe(ofCandidate);
    expect(await imported(ofCandidate, 'plain')).toContain(rootOf(ofCandidate));
    await expect(readFile(path.join(rootOf(ofCandidate), '.npmrc'))).rejects.toThrow('ENOENT');
  });

  it('are the candidate’s for its code where its tools stay as they are', async () => {
    await install();
    await repository.write(files({ ...BASE, plain: '2.0.0' }, locked({ plain: ['plain', '2.0.0'] })));
    const { ofBase, ofCandidate } = await decide();
    expect(rootOf(ofBase)).toBe(repository.directory);
    expect(rootOf(ofCandidate)).not.toBe(repository.directory);
    expect(
      await readFile(path.join(rootOf(ofCandidate), 'node_modules/plain/package.json'), 'utf8'),
    ).toContain('"2.0.0"');
    expect(await resolveTool(VITEST, rootOf(ofCandidate))).toMatchObject({ version: '1.0.0' });
  });

  it.each<[string, Locked, Record<string, string>]>([
    ['another version', { vitest: ['vitest', '2.0.0'] }, { vitest: '2.0.0' }],
    [
      'another package under its name',
      { vitest: ['not-vitest', '1.0.0'] },
      { vitest: 'npm:not-vitest@1.0.0' },
    ],
  ])(
    'have the base’s tool where the candidate puts %s in its place, for every importer',
    async (_, lock, ask) => {
      await install();
      await repository.write(files({ ...BASE, ...ask }, locked(lock)));
      const { ofBase, ofCandidate } = await decide();
      const judge = await realpath(path.join(rootOf(ofBase), 'node_modules/vitest/index.js'));
      expect(rootOf(ofCandidate)).not.toBe(rootOf(ofBase));
      expect(await imported(ofCandidate, 'vitest')).toBe(judge);
      expect(await imported(ofCandidate, 'helper')).toBe(judge);
      expect(await resolveTool(VITEST, rootOf(ofCandidate))).toMatchObject({
        version: '1.0.0',
        packageDirectory: path.dirname(judge),
      });
    },
  );

  it('keep the base’s tool where the candidate’s packages are those that a user has installed', async () => {
    await repository.write(files({ ...BASE, vitest: '2.0.0' }, locked({ vitest: ['vitest', '2.0.0'] })));
    await install();
    const { ofCandidate } = await decide();
    expect(await resolveTool(VITEST, rootOf(ofCandidate))).toMatchObject({ version: '1.0.0' });
  });

  it('have the candidate’s tool where the orchestrator has waived it', async () => {
    await install();
    await repository.write(files({ ...BASE, vitest: '2.0.0' }, locked({ vitest: ['vitest', '2.0.0'] })));
    const { ofBase, ofCandidate } = await decide({ waivedTools: new Set(['vitest']) });
    expect(await resolveTool(VITEST, rootOf(ofCandidate))).toMatchObject({ version: '2.0.0' });
    expect(await resolveTool(VITEST, rootOf(ofBase))).toMatchObject({ version: '1.0.0' });
  });

  it('are not installed from where the base’s do not come, but for what is waived', async () => {
    await install();
    const elsewhere = registry.url.replace('127.0.0.1', 'localhost');
    const other = { resolved: `${elsewhere}/plain/-/plain-2.0.0.tgz` };
    await repository.write(files({ ...BASE, plain: '2.0.0' }, locked({ plain: ['plain', '2.0.0', other] })));
    const asked = registry.requests.length;
    expect((await decide()).ofCandidate).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('plain 2.0.0 would be fetched without encryption'),
    });
    expect(registry.requests).toHaveLength(asked);
    expect((await decide({ waivedSources: new Set(['plain']) })).ofCandidate.kind).toBe('installed');
  });

  it('are missed with what mends it where nothing may be installed', async () => {
    await install();
    await repository.write(files({ ...BASE, plain: '2.0.0' }, locked({ plain: ['plain', '2.0.0'] })));
    expect((await decide({}, null)).ofCandidate).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('npm ci'),
    });
  });

  it('are not read from files outside of the tree', async () => {
    const manifest = manifestOf({ local: 'file:../outside' });
    await repository.write({
      'package.json': JSON.stringify(manifest),
      'package-lock.json': npmLock(manifest, {
        'node_modules/local': { resolved: '../outside', link: true },
      }),
    });
    expect((await decide()).ofCandidate).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('would be read from files'),
    });
  });
});
