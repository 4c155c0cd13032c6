import type { PackageManifest, Project } from '../../policy/project.js';
import { judgePackagesOf } from '../../workspace/judge-packages.js';
import { packageDelta } from './package-delta.js';

const REGISTRY = 'https://registry.npmjs.org';
const projectWith = (files: Record<string, string>): Project => ({
  files: new Set(Object.keys(files)),
  manifest: JSON.parse(files['package.json'] ?? '{}') as PackageManifest,
  read: async (file) => files[file],
  dependsOn: () => false,
  scriptArguments: () => undefined,
});

const said = async (base: Record<string, string>, candidate: Record<string, string>) => {
  const [before, after] = [projectWith(base), projectWith(candidate)];
  const { findings } = await packageDelta(before, after, await judgePackagesOf(before));
  return findings.map(({ rule, file, message }) => `${rule} ${file}: ${message}`);
};
const rules = (lines: readonly string[]) => lines.map((line) => line.split(' ')[0]);

describe('what a candidate does to the packages', () => {
  const entry = (name: string, version: string, more: Record<string, unknown> = {}) => ({
    version,
    resolved: `${REGISTRY}/${name}/-/${name.replace(/^@.*\//, '')}-${version}.tgz`,
    integrity: `sha512-${name}-${version}`,
    ...more,
  });
  type Packages = Record<string, Record<string, unknown>>;
  const ASKED = { vitest: '^1.0.0', plain: '^1.0.0' };
  const LOCKED: Packages = {
    'node_modules/vitest': entry('vitest', '1.0.0', {
      dependencies: { chai: '^5.0.0', '@vitest/runner': '1.0.0' },
    }),
    'node_modules/@vitest/runner': entry('@vitest/runner', '1.0.0'),
    'node_modules/chai': entry('chai', '5.0.0'),
    'node_modules/plain': entry('plain', '1.0.0'),
  };
  const npm = (asked: Record<string, string>, locked: Packages, recorded = asked) => ({
    'package.json': JSON.stringify({ name: 'project', devDependencies: asked }),
    'package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: { '': { name: 'project', devDependencies: recorded }, ...locked },
    }),
  });
  const BASE = npm(ASKED, LOCKED);
  const change = (locked: Packages, asked: Record<string, string> = ASKED) =>
    said(BASE, npm(asked, { ...LOCKED, ...locked }));

  it('is nothing where nothing is changed but what is no dependency', async () => {
    expect(await said(BASE, { ...BASE, 'src/a.ts': '' })).toEqual([]);
    const manifest = { ...(JSON.parse(BASE['package.json']) as object), version: '2.0.0' };
    expect(await said(BASE, { ...BASE, 'package.json': JSON.stringify(manifest) })).toEqual([]);
  });

  it('is a note where an ordinary package is bumped, or a lockfile refreshed', async () => {
    expect(
      await change({
        'node_modules/plain': entry('plain', '1.2.0'),
        'node_modules/chai': entry('chai', '5.1.0'),
      }),
    ).toEqual([
      'packages-changed package-lock.json: Packages of package-lock.json: 2 changed: plain 1.0.0 → 1.2.0, chai 5.0.0 → 5.1.0.',
    ]);
  });

  it('is a note that lists new packages first, and who brings them', async () => {
    const { 'node_modules/plain': _, ...rest } = LOCKED;
    const lines = await said(
      BASE,
      npm(
        { vitest: '^1.0.0', fresh: '^1.0.0' },
        {
          ...rest,
          'node_modules/fresh': entry('fresh', '1.0.0', { dependencies: { deep: '^3.0.0' } }),
          'node_modules/deep': entry('deep', '3.1.0'),
        },
      ),
    );
    expect(lines).toEqual([
      'packages-changed package-lock.json: Packages of package-lock.json: 2 new: fresh 1.0.0 (asked for by the project), deep 3.1.0 (for fresh). 1 gone: plain 1.0.0.',
    ]);
  });

  it('replaces a tool where its version changes, with what it brings along', async () => {
    const lines = await change(
      {
        'node_modules/vitest': entry('vitest', '2.0.0', { dependencies: { '@vitest/runner': '2.0.0' } }),
        'node_modules/@vitest/runner': entry('@vitest/runner', '2.0.0'),
      },
      { ...ASKED, vitest: '^2.0.0' },
    );
    expect(rules(lines)).toEqual(['tool-replaced', 'packages-changed']);
    expect(lines[0]).toContain('vitest judges this repository and would be 2.0.0 in the place of 1.0.0');
    expect(lines[0]).toContain('With it: @vitest/runner 1.0.0 → 2.0.0.');
  });

  it.each<[string, Packages, string[]]>([
    [
      'with another content of the same version',
      { 'node_modules/vitest': { ...LOCKED['node_modules/vitest'], integrity: 'sha512-other' } },
      ['tool-replaced', 'package-source'],
    ],
    [
      'from git',
      {
        'node_modules/vitest': {
          version: '1.0.0',
          resolved: 'git+ssh://git@github.com/someone/vitest.git#0123',
        },
      },
      ['tool-replaced', 'package-source'],
    ],
    [
      'as the archive of another package',
      {
        'node_modules/vitest': {
          ...LOCKED['node_modules/vitest'],
          resolved: `${REGISTRY}/evil/-/evil-1.0.0.tgz`,
        },
      },
      ['tool-replaced', 'package-source'],
    ],
    [
      'under an alias that only the lockfile has',
      { 'node_modules/vitest': entry('evil', '1.0.0', { name: 'evil' }) },
      ['tool-replaced', 'package-source', 'packages-changed'],
    ],
    [
      'as a package of the tree',
      {
        'node_modules/vitest': { resolved: 'packages/vitest', link: true },
        'packages/vitest': { name: 'vitest', version: '1.0.0' },
      },
      ['tool-replaced', 'lockfile-out-of-date', 'packages-changed'],
    ],
    [
      'as a second one beside a package of the tree',
      {
        'packages/own': { name: 'own', devDependencies: { vitest: '*' } },
        'packages/own/node_modules/vitest': entry('vitest', '0.1.0'),
      },
      ['tool-replaced', 'packages-changed'],
    ],
    [
      'inside of another tool',
      { 'node_modules/vitest/node_modules/@vitest/runner': entry('@vitest/runner', '0.9.0') },
      ['tool-replaced', 'packages-changed'],
    ],
  ])('replaces a tool that comes %s', async (_, locked, expected) => {
    expect(rules(await change(locked))).toEqual(expected);
  });

  it('replaces a tool that is taken away, and every tool where the lockfile is', async () => {
    const { 'node_modules/vitest': _, ...rest } = LOCKED;
    expect(rules(await said(BASE, npm({ plain: '^1.0.0' }, rest)))).toContain('tool-replaced');
    expect(await said(BASE, { 'package.json': BASE['package.json'] })).toEqual([
      expect.stringContaining('tool-replaced package-lock.json: package-lock.json is gone'),
    ]);
  });

  it('replaces a tool where a manifest asks for what the lockfile does not have', async () => {
    const lines = await said(BASE, npm({ ...ASKED, vitest: '^0.9.0' }, LOCKED, ASKED));
    expect(rules(lines)).toContain('tool-replaced');
    expect(lines[0]).toContain('package.json: vitest judges this repository. The base asks for ^1.0.0');
  });

  it('leaves a range alone that the locked version still fits', async () => {
    expect(await said(BASE, npm({ ...ASKED, vitest: '1.0.0' }, LOCKED))).toEqual([]);
  });

  it('says that the lockfile is out of date where it lacks what is asked for', async () => {
    const lines = await said(BASE, npm({ ...ASKED, fresh: '^1.0.0', plain: '^2.0.0' }, LOCKED, ASKED));
    expect(rules(lines)).toEqual(['lockfile-out-of-date']);
    expect(lines[0]).toContain(
      'package.json asks for plain ^2.0.0, the lockfile has 1.0.0; package.json asks for fresh ^1.0.0, the lockfile does not have it',
    );
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'another host',
      entry('fresh', '1.0.0', { resolved: 'https://example.org/fresh/-/fresh-1.0.0.tgz' }),
      /would come from https:\/\/example\.org/,
    ],
    [
      'no encryption',
      entry('fresh', '1.0.0', { resolved: 'http://registry.npmjs.org/fresh/-/fresh-1.0.0.tgz' }),
      /without encryption/,
    ],
    [
      'an address that is no registry’s',
      entry('fresh', '1.0.0', { resolved: 'https://codeload.github.com/a/b/tar.gz/0123' }),
      /no registry’s/,
    ],
    ['git', { version: '1.0.0', resolved: 'git+https://github.com/a/b.git#0123' }, /fetched by git/],
    ['a file', { version: '1.0.0', resolved: 'file:../../somewhere.tgz' }, /read from files/],
    ['a directory outside', { resolved: '../outside', link: true }, /read from files/],
    ['nobody knows which content', entry('fresh', '1.0.0', { integrity: undefined }), /has no integrity/],
    ['another package', entry('other', '1.0.0', { name: 'other' }), /nobody asks for by that name/],
  ])('objects to a package that comes from %s', async (_, fresh, complaint) => {
    const lines = await change({ 'node_modules/fresh': fresh }, { ...ASKED, fresh: '^1.0.0' });
    const sources = lines.filter((line) => line.startsWith('package-source'));
    expect(sources).toEqual([expect.stringMatching(complaint)]);
  });

  it('lets published packages have aliases of their own, and objects to one of the project', async () => {
    const wrap = entry('wrap', '1.0.0', { dependencies: { 'width-cjs': 'npm:width@^4.0.0' } });
    const alias = entry('width', '4.0.0', { name: 'width' });
    expect(
      rules(
        await change({
          'node_modules/plain': {
            ...wrap,
            ...entry('plain', '1.1.0'),
            dependencies: { 'width-cjs': 'npm:width@^4.0.0' },
          },
          'node_modules/width-cjs': alias,
        }),
      ),
    ).toEqual(['packages-changed']);
    const asked = { ...ASKED, 'width-cjs': 'npm:width@^4.0.0' };
    expect(rules(await change({ 'node_modules/width-cjs': alias }, asked))).toEqual([
      'package-source',
      'packages-changed',
    ]);
  });

  describe('without a lockfile', () => {
    const manifest = (asked: Record<string, string>) => ({
      'package.json': JSON.stringify({ devDependencies: asked }),
    });

    it('replaces a tool whose range lets other versions in, and notes other packages', async () => {
      expect(rules(await said(manifest(ASKED), manifest({ ...ASKED, vitest: '^2.0.0' })))).toEqual([
        'tool-replaced',
        'packages-changed',
      ]);
      expect(rules(await said(manifest(ASKED), manifest({ ...ASKED, plain: '^2.0.0' })))).toEqual([
        'packages-changed',
      ]);
      expect(rules(await said(manifest(ASKED), manifest({ plain: '^1.0.0' })))).toEqual([
        'tool-replaced',
        'packages-changed',
      ]);
    });

    it('objects to specifiers that lead elsewhere', async () => {
      for (const specifier of ['npm:other@1', 'github:a/b', 'a/b', 'https://example.org/a.tgz', 'file:../a'])
        expect(rules(await said(manifest(ASKED), manifest({ ...ASKED, fresh: specifier })))).toContain(
          'package-source',
        );
    });
  });

  describe('by the lockfiles of other package managers', () => {
    const pnpm = (vitest: string, more = '') => ({
      'package.json': JSON.stringify({ devDependencies: { vitest: '^1.0.0' } }),
      'pnpm-lock.yaml': `lockfileVersion: '9.0'
importers:
  .:
    devDependencies:
      vitest:
        specifier: ^1.0.0
        version: ${vitest}(chai@5.0.0)
packages:
  vitest@${vitest}:
    resolution: {integrity: sha512-vitest-${vitest}}
  chai@5.0.0:
    resolution: {integrity: sha512-chai${more}}
snapshots:
  vitest@${vitest}(chai@5.0.0):
    dependencies:
      chai: 5.0.0
  chai@5.0.0: {}
`,
    });
    const classic = (vitest: string, resolved = `${REGISTRY}/vitest/-/vitest-${vitest}.tgz`) => ({
      'package.json': JSON.stringify({ devDependencies: { vitest: '^1.0.0' } }),
      'yarn.lock': `# yarn lockfile v1\n\n\nchai@^5.0.0:\n  version "5.0.0"\n  resolved "${REGISTRY}/chai/-/chai-5.0.0.tgz#0123"\n  integrity sha512-chai\n\nvitest@^1.0.0:\n  version "${vitest}"\n  resolved "${resolved}"\n  integrity sha512-vitest\n  dependencies:\n    chai "^5.0.0"\n`,
    });
    const berry = (vitest: string, resolution = `vitest@npm:${vitest}`) => ({
      'package.json': JSON.stringify({ name: 'project', devDependencies: { vitest: '^1.0.0' } }),
      'yarn.lock': `__metadata:\n  version: 8\n\n"project@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "project@workspace:."\n  dependencies:\n    vitest: "npm:^1.0.0"\n\n"vitest@npm:^1.0.0":\n  version: ${vitest}\n  resolution: "${resolution}"\n  checksum: 10/vitest-${vitest}\n`,
    });

    it.each([
      ['pnpm', pnpm('1.0.0'), pnpm('1.1.0')],
      ['Yarn 1', classic('1.0.0'), classic('1.1.0')],
      ['Yarn 2 and later', berry('1.0.0'), berry('1.1.0')],
    ])('replaces a tool as %s would install it', async (_, base, candidate) => {
      expect(await said(base, base)).toEqual([]);
      const lines = await said(base, candidate);
      expect(rules(lines)).toEqual(['tool-replaced', 'packages-changed']);
      expect(lines[0]).toContain('would be 1.1.0 in the place of 1.0.0');
    });

    it.each([
      ['pnpm', pnpm('1.0.0'), pnpm('1.0.0', ', tarball: https://example.org/chai.tgz')],
      ['Yarn 1', classic('1.0.0'), classic('1.0.0', 'https://example.org/vitest/-/vitest-1.0.0.tgz')],
      ['Yarn 2 and later', berry('1.0.0'), berry('1.0.0', 'evil@npm:1.0.0')],
    ])('objects to other sources in the lockfile of %s', async (_, base, candidate) => {
      expect(rules(await said(base, candidate))).toContain('package-source');
    });

    describe('of Yarn 2 and later, where Yarn patches a package', () => {
      const typescript = (version: string, patch = '', integrity = '10/patched', npm = 'npm%3A') => ({
        'package.json': JSON.stringify({ name: 'project', devDependencies: { typescript: '^5.0.0' } }),
        'yarn.lock':
          `__metadata:\n  version: 8\n\n"project@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "project@workspace:."\n  dependencies:\n    typescript: "npm:^5.0.0"\n\n"typescript@npm:^5.0.0":\n  version: ${version}\n  resolution: "typescript@npm:${version}"\n  checksum: 10/typescript-${version}\n` +
          (patch &&
            `\n"typescript@patch:typescript@npm%3A^5.0.0#${patch}":\n  version: 9.9.9\n  resolution: "typescript@patch:typescript@${npm}${version}#${patch}::version=${version}&hash=14eedb"\n  checksum: ${integrity}\n`),
      });
      const builtin = ['~builtin<compat/typescript>', 'optional!builtin<compat/typescript>'];

      it.each([...builtin, 'builtin<compat/typescript>'])('says nothing of %s', async (patch) => {
        expect(await said(typescript('5.2.2'), typescript('5.2.2', patch))).toEqual([]);
      });

      it('says nothing where another Yarn makes another patch', async () => {
        const [old = '', now = ''] = builtin;
        expect(await said(typescript('5.2.2', now), typescript('5.2.2', old, '10/other'))).toEqual([]);
      });

      it('takes the version of what is patched', async () => {
        const [patch] = builtin;
        const lines = await said(typescript('5.2.2', patch), typescript('5.3.0', patch));
        expect(rules(lines)).toEqual(['tool-replaced', 'packages-changed']);
        expect(lines.join()).not.toContain('9.9.9');
      });

      it.each([
        ['a file', typescript('5.2.2', './mine.patch')],
        ['a file beside one of Yarn’s', typescript('5.2.2', `${builtin[0]}&./mine.patch`)],
        ['one of Yarn’s on another source', typescript('5.2.2', builtin[0], '10/a', 'https%3A//x.org/')],
      ])('objects to a patch that is %s', async (_, candidate) => {
        expect(rules(await said(typescript('5.2.2'), candidate))).toContain('package-source');
      });
    });
  });
});
