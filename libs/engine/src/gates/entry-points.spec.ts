import { expect, it } from '@jest/globals';
import { entryPoints } from './entry-points.js';

it('finds every file that a manifest promises, and how to prove it', () => {
  const entries = entryPoints({
    type: 'module',
    main: './dist/index.cjs',
    module: './dist/index.js',
    types: './dist/index.d.ts',
    bin: { tool: 'bin/tool.js' },
    exports: {
      '.': {
        import: { types: './dist/index.d.ts', default: './dist/index.js' },
        require: './dist/index.cjs',
        browser: './dist/browser.js',
      },
      './sub': ['./dist/sub.mjs', './dist/other.js'],
      './legacy': { require: './dist/legacy.js' },
      './hidden': null,
      './*': './dist/*.js',
      './package.json': './package.json',
    },
  });
  expect(entries.map(({ file, proof }) => `${proof} ${file}`).sort()).toEqual([
    'exists dist/browser.js',
    'exists dist/index.d.ts',
    'exists package.json',
    'import dist/index.js',
    'import dist/sub.mjs',
    'require dist/index.cjs',
    'require dist/legacy.js',
    'syntax bin/tool.js',
  ]);
});

it('finds none where none is declared', () => {
  expect(entryPoints({ name: 'app' })).toEqual([]);
});
