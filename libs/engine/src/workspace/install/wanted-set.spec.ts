import type { Project } from '../../policy/project.js';
import { parseManifest } from '../../policy/project-of-tree.js';
import { wantedSet } from './wanted-set.js';

const projectWith = (files: Record<string, string>): Project => ({
  files: new Set(Object.keys(files)),
  manifest: parseManifest(files['package.json']),
  read: async (file) => files[file],
  dependsOn: () => false,
  scriptArguments: () => undefined,
});
const LOCK = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'packages/own': {} } });

describe('what a set is installed from', () => {
  it('is the lockfile and the manifests of declared packages, without what could run or lead elsewhere', async () => {
    const project = projectWith({
      'package.json': JSON.stringify({
        name: 'root',
        workspaces: ['packages/*'],
        scripts: { postinstall: 'node steal.js' },
        dependencies: { plain: '^1.0.0' },
        pnpm: { overrides: { a: '1' }, patchedDependencies: { plain: 'patches/plain.patch' } },
        packageManager: 'npm@1.0.0',
      }),
      'package-lock.json': LOCK,
      'packages/own/package.json': '{ "name": "own", "scripts": { "prepare": "node steal.js" } }',
      'test/fixtures/package.json': '{ "name": "fixture" }',
      '.npmrc': 'registry=https://example.org\nlegacy-peer-deps=true\nscript-shell=/bin/true\n',
      '.pnpmfile.cjs': '',
    });
    const wanted = await wantedSet(project, project);
    if (wanted.kind !== 'wanted') throw new Error(wanted.message);
    expect([...wanted.files.keys()]).toEqual([
      'package-lock.json',
      'package.json',
      'packages/own/package.json',
    ]);
    expect(JSON.parse(wanted.files.get('package.json') ?? '')).toEqual({
      name: 'root',
      workspaces: ['packages/*'],
      dependencies: { plain: '^1.0.0' },
      pnpm: { overrides: { a: '1' } },
    });
    expect(wanted.files.get('packages/own/package.json')).not.toContain('steal');
    expect(wanted.settings).toEqual({ 'legacy-peer-deps': 'true' });
  });

  it('is laid out as the base says, not as the candidate does', async () => {
    const base = projectWith({ 'package-lock.json': LOCK, '.npmrc': 'legacy-peer-deps=true' });
    const candidate = projectWith({ 'package-lock.json': LOCK, '.npmrc': 'install-strategy=linked' });
    expect(await wantedSet(candidate, base)).toMatchObject({ settings: { 'legacy-peer-deps': 'true' } });
  });

  it.each([
    ['there is no lockfile', {}, /no lockfile/],
    ['the lockfile is none', { 'package-lock.json': '{' }, /cannot be read/],
    [
      'a package is read from a file',
      {
        'package-lock.json': JSON.stringify({
          lockfileVersion: 3,
          packages: { 'node_modules/a': { version: '1.0.0', resolved: 'file:vendor/a.tgz' } },
        }),
      },
      /a is read from files/,
    ],
  ])('is nothing where %s', async (_, files, complaint) => {
    const project = projectWith(files);
    expect(await wantedSet(project, project)).toMatchObject({
      kind: 'not-installable',
      message: expect.stringMatching(complaint),
    });
  });
});
