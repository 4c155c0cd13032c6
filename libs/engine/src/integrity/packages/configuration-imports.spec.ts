import type { Project } from '../../policy/project.js';
import { parseManifest } from '../../policy/project-of-tree.js';
import { configurationImports } from './configuration-imports.js';

const projectWith = (files: Record<string, string>): Project => ({
  files: new Set(Object.keys(files)),
  manifest: parseManifest(files['package.json']),
  read: async (file) => files[file],
  dependsOn: () => false,
  scriptArguments: () => undefined,
});

describe('the packages that configuration imports', () => {
  it('are those that its files and sections load, and no other that they mention', async () => {
    const asked = ['vite-paths', '@scope/base', 'a-preset', 'product', 'unused'];
    const project = projectWith({
      'package.json': JSON.stringify({
        devDependencies: Object.fromEntries(asked.map((name) => [name, '*'])),
        jest: { preset: 'a-preset' },
      }),
      'vitest.config.ts':
        "import path from 'node:path';\nimport paths from 'vite-paths/plugin';\nexport default { plugins: [paths()], external: ['product'] };\n",
      'tsconfig.json': '{ "extends": "@scope/base/tsconfig.json" }',
      'src/index.ts': "import 'unused';\n",
    });
    expect([...(await configurationImports(project))].toSorted()).toEqual([
      '@scope/base',
      'a-preset',
      'vite-paths',
    ]);
  });

  it('are those that deeper files import too, but for what the product uses', async () => {
    const project = projectWith({
      'package.json': JSON.stringify({
        dependencies: { used: '*' },
        devDependencies: { 'vite-paths': '*', '@scope/deep': '*' },
      }),
    });
    const reached = ['@scope/deep/a.js', 'used', 'not-asked-for', 'node:path'];
    expect([...(await configurationImports(project, reached))]).toEqual(['@scope/deep']);
  });
});
