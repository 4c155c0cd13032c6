import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PackageManifest, Project } from '../../policy/project.js';
import { LOCKFILE_CHECKS, MANIFEST_CHECK } from './index.js';

const projectWith = (files: Record<string, string>, manifest: PackageManifest = {}): Project => ({
  files: new Set(Object.keys(files)),
  manifest,
  read: async (file) => files[file],
  dependsOn: () => false,
  scriptArguments: () => undefined,
});

describe('what is installed, held against the lockfile', () => {
  let modules: string;
  beforeEach(async () => {
    modules = await mkdtemp(path.join(tmpdir(), 'qg-modules-'));
  });
  afterEach(() => rm(modules, { recursive: true, force: true }));

  const install = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(modules, file)), { recursive: true });
    await writeFile(path.join(modules, file), text);
  };
  const mismatch = (lockfile: string, text: string) => {
    const check = LOCKFILE_CHECKS.find((one) => one.lockfile === lockfile);
    if (!check) throw new Error(`nothing checks ${lockfile}`);
    return check.mismatch(projectWith({ [lockfile]: text }), modules);
  };

  describe('npm', () => {
    const lock = (packages: Record<string, unknown>) => JSON.stringify({ lockfileVersion: 3, packages });
    const a = { version: '1.0.0', integrity: 'sha512-a' };

    it('matches where every package is there in its version', async () => {
      await install('.package-lock.json', lock({ 'node_modules/a': a }));
      expect(await mismatch('package-lock.json', lock({ '': {}, 'node_modules/a': a }))).toBeUndefined();
    });

    it.each<[string, Record<string, unknown>, Record<string, unknown>, RegExp]>([
      ['is missing', {}, { 'node_modules/a': a }, /node_modules\/a is not installed/],
      [
        'has another version',
        { 'node_modules/a': { ...a, version: '2.0.0' } },
        { 'node_modules/a': a },
        /installed as 2\.0\.0/,
      ],
      [
        'has other content',
        { 'node_modules/a': { ...a, integrity: 'sha512-b' } },
        { 'node_modules/a': a },
        /node_modules\/a/,
      ],
      ['is no longer wanted', { 'node_modules/a': a }, {}, /lockfile does not name it/],
    ])('does not match where a package %s', async (_, installed, wanted, complaint) => {
      await install('.package-lock.json', lock(installed));
      expect(await mismatch('package-lock.json', lock(wanted))).toMatch(complaint);
    });

    it('lets optional packages of other platforms be absent', async () => {
      await install('.package-lock.json', lock({}));
      expect(
        await mismatch('package-lock.json', lock({ 'node_modules/fsevents': { ...a, optional: true } })),
      ).toBeUndefined();
    });

    it('does not trust a set that npm did not install', async () => {
      expect(await mismatch('package-lock.json', lock({}))).toMatch(/not installed by npm/);
    });
  });

  describe('pnpm', () => {
    const lock = (specifier: string, packages: string[]) =>
      `lockfileVersion: '9.0'\nimporters:\n  .:\n    devDependencies:\n      a:\n        specifier: ${specifier}\n        version: 1.0.0\npackages:\n${packages.map((name) => `  ${name}: {}`).join('\n')}\n`;

    it('matches the lockfile that it was installed from', async () => {
      await install('.pnpm/lock.yaml', lock('^1.0.0', ['a@1.0.0']));
      expect(await mismatch('pnpm-lock.yaml', lock('^1.0.0', ['a@1.0.0']))).toBeUndefined();
    });

    it('does not match another one', async () => {
      await install('.pnpm/lock.yaml', lock('^1.0.0', ['a@1.0.0']));
      expect(await mismatch('pnpm-lock.yaml', lock('^1.0.1', ['a@1.0.0']))).toMatch(/another pnpm-lock/);
      expect(await mismatch('pnpm-lock.yaml', lock('^1.0.0', ['a@1.0.0', 'b@1.0.0']))).toMatch(
        /b@1\.0\.0 is not installed/,
      );
    });
  });

  describe('yarn', () => {
    it('matches classic entries, and misses what is not there', async () => {
      await install(
        '.yarn-integrity',
        JSON.stringify({ lockfileEntries: { 'a@^1.0.0': 'https://example.org/a-1.0.0.tgz#1' } }),
      );
      const entry = (archive: string) =>
        `# yarn lockfile v1\n\n\n"a@^1.0.0":\n  version "1.0.0"\n  resolved "https://example.org/${archive}"\n`;
      expect(await mismatch('yarn.lock', entry('a-1.0.0.tgz#1'))).toBeUndefined();
      expect(await mismatch('yarn.lock', entry('a-1.0.1.tgz#2'))).toMatch(
        /a@\^1\.0\.0 is not installed as the lockfile says/,
      );
    });

    it('matches the state of later versions, and misses what is not there', async () => {
      await install('.yarn-state.yml', '"a@npm:1.0.0":\n  locations:\n    - "node_modules/a"\n');
      const entry = (version: string) =>
        `__metadata:\n  version: 8\n\n"a@npm:^1.0.0":\n  version: ${version}\n  resolution: "a@npm:${version}"\n`;
      expect(await mismatch('yarn.lock', entry('1.0.0'))).toBeUndefined();
      expect(await mismatch('yarn.lock', entry('1.0.1'))).toMatch(/a@npm:1\.0\.1 is not installed/);
    });

    it('refuses an install without node_modules', async () => {
      expect(await mismatch('yarn.lock', '')).toMatch(/node-modules/);
    });
  });

  describe('a manifest without a lockfile', () => {
    it('matches versions that fit, and no others', async () => {
      await install('a/package.json', '{ "version": "1.2.0" }');
      expect(
        await MANIFEST_CHECK.mismatch(projectWith({}, { devDependencies: { a: '^1.0.0' } }), modules),
      ).toBeUndefined();
      expect(
        await MANIFEST_CHECK.mismatch(projectWith({}, { devDependencies: { a: '^2.0.0' } }), modules),
      ).toMatch(/installed as 1\.2\.0/);
      expect(await MANIFEST_CHECK.mismatch(projectWith({}, { dependencies: { b: '*' } }), modules)).toMatch(
        /b is not installed/,
      );
    });
  });
});
