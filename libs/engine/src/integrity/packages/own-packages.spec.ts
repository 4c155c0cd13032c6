import { parseManifest } from '../../policy/project-of-tree.js';
import type { Project } from '../../policy/project.js';
import { judgePackagesOf } from '../../workspace/judge-packages.js';
import { packageDelta } from './package-delta.js';

type Files = Record<string, string | { link: string }>;
const text = (content: Files[string] | undefined) => (typeof content === 'object' ? content.link : content);
const projectWith = (files: Files): Project => ({
  files: new Set(Object.keys(files)),
  manifest: parseManifest(text(files['package.json'])),
  read: async (file) => text(files[file]),
  links: new Set(Object.keys(files).filter((file) => typeof files[file] === 'object')),
  dependsOn: () => false,
  scriptArguments: () => undefined,
});
const manifest = (content: object) => JSON.stringify(content);
const ROOT = {
  name: 'shop',
  workspaces: ['packages/*'],
  devDependencies: { vitest: '4.1.0', eslint: '9.0.0' },
};
const BASE: Files = {
  'package.json': manifest(ROOT),
  'packages/own/package.json': manifest({ name: 'eslint-plugin-own' }),
};

async function replaced(edits: Files, base: Files = BASE): Promise<(string | undefined)[]> {
  const [before, after] = [projectWith(base), projectWith({ ...base, ...edits })];
  const { findings, replacedTools } = await packageDelta(before, after, await judgePackagesOf(before));
  const own = findings.filter(({ rule }) => rule === 'tool-replaced');
  expect(own.map(({ context, file }) => ({ name: context, file }))).toEqual(replacedTools);
  return own.map(({ context, file }) => `${context} ${file}`);
}

describe('a part of the candidate that answers to the name of a tool', () => {
  const exports = { '.': './fake.js' };
  it.each<[string, Files, string]>([
    [
      'is the root',
      { 'package.json': manifest({ ...ROOT, name: 'vitest', exports }) },
      'vitest package.json',
    ],
    [
      'is a package of the workspaces',
      { 'packages/a/package.json': manifest({ name: '@vitest/runner' }) },
      '@vitest/runner packages/a/package.json',
    ],
    [
      'is any directory with a manifest',
      { 'src/deep/package.json': manifest({ name: 'vitest', exports }) },
      'vitest src/deep/package.json',
    ],
    [
      'has its manifest by a link',
      { 'src/package.json': { link: 'data.json' }, 'src/data.json': manifest({ name: 'vitest', exports }) },
      'vitest src/package.json',
    ],
    [
      'takes a tool’s name in the place of another',
      { 'packages/own/package.json': manifest({ name: 'eslint' }) },
      'eslint packages/own/package.json',
    ],
    [
      'is installed among fixtures',
      { 'test/fixtures/node_modules/@vitest/runner/index.js': '' },
      '@vitest/runner test/fixtures/node_modules/@vitest/runner/index.js',
    ],
  ])('%s', async (_, edits, expected) => {
    expect(await replaced(edits)).toEqual([expected]);
  });

  it.each<[string, Files]>([
    ['another name', { 'packages/a/package.json': manifest({ name: 'a', exports }) }],
    ['a name without exports, which nobody resolves', { 'src/package.json': manifest({ name: 'vitest' }) }],
    ['a package that fixtures hold', { 'test/fixtures/app/node_modules/a/index.js': '' }],
  ])('is not %s', async (_, edits) => {
    expect(await replaced(edits)).toEqual([]);
  });

  it('is none where the base has it too, there or elsewhere', async () => {
    const text = manifest({ name: 'vitest', exports });
    const base: Files = { ...BASE, 'packages/vitest/package.json': text };
    const changed = manifest({ name: 'vitest', exports, version: '2.0.0' });
    expect(await replaced({ 'packages/vitest/package.json': changed }, base)).toEqual([]);
    const before = projectWith(base);
    const moved = projectWith({ ...BASE, 'packages/runner/package.json': text });
    expect((await packageDelta(before, moved, await judgePackagesOf(before))).replacedTools).toEqual([]);
    const fixture = 'test/fixtures/node_modules/vitest';
    expect(await replaced({ [`${fixture}/a.js`]: '' }, { ...BASE, [`${fixture}/index.js`]: '' })).toEqual([]);
    expect(await replaced({ 'packages/other/package.json': text }, base)).toEqual([
      'vitest packages/other/package.json',
    ]);
  });

  it('is none where a lockfile says that the base has no such package installed', async () => {
    const entry = { version: '9.0.0', resolved: 'https://registry.npmjs.org/eslint/-/eslint-9.0.0.tgz' };
    const packages = { '': ROOT, 'node_modules/eslint': entry };
    const base = { ...BASE, 'package-lock.json': manifest({ lockfileVersion: 3, packages }) };
    const added = (name: string) => ({ 'packages/a/package.json': manifest({ name }) });
    expect(await replaced(added('@shop/eslint-config'), base)).toEqual([]);
    expect(await replaced(added('eslint'), base)).toEqual(['eslint packages/a/package.json']);
  });
});
