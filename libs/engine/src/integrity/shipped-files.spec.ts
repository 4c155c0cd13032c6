import { shippedFiles } from './shipped-files.js';

const shipped = async (tree: Record<string, string>, changed = Object.keys(tree)): Promise<string[]> => [
  ...(await shippedFiles(new Set(Object.keys(tree)), changed, async (path) => tree[path])),
];
const REAL = { 'src/__tests__/real.ts': 'export const a = 1;' };

describe('files that look like tests by their place', () => {
  it('are shipped where the product imports them, over others too', async () => {
    const deeper = {
      'src/a.ts': `export * from './__tests__/real.js';`,
      'src/__tests__/real.ts': `import '../fixtures/deep';`,
      'src/fixtures/deep/index.ts': '',
      'src/fixtures/other.ts': '',
    };
    expect(await shipped(deeper)).toEqual(['src/__tests__/real.ts', 'src/fixtures/deep/index.ts']);
  });

  it('are shipped where a file imports them that the change leaves as it is', async () => {
    const tree = { ...REAL, 'src/a.ts': `await import('./__tests__/real.js');` };
    expect(await shipped(tree, Object.keys(REAL))).toEqual(['src/__tests__/real.ts']);
  });

  it.each(['src/a.test.ts', 'test/all.ts', 'vitest.config.ts', 'vitest.setup.ts', 'src/a.stories.tsx'])(
    'are none where %s imports them',
    async (importer) => {
      expect(
        await shipped({ ...REAL, [importer]: `import '${up(importer)}src/__tests__/real.js';` }),
      ).toEqual([]);
    },
  );
});

const up = (file: string) => `./${'../'.repeat(file.split('/').length - 1)}`;
