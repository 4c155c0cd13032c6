import { describe, expect, it } from '@jest/globals';
import { chooseFiles } from './choose-files.js';

/** Of a project with tests `t0` … `t19`; `t0` to `t2` import `a`, the last by way of `b`. */
async function chosen(changed: string[], texts: Record<string, string> = {}) {
  const files = new Map<string, string>();
  for (let index = 0; index < 20; index += 1) files.set(`src/t${index}.test.ts`, `import './c${index}.js';`);
  for (const [file, text] of Object.entries({
    'src/t0.test.ts': "import { a } from './a.js';",
    'src/t1.test.ts': "const { a } = require('./a');",
    'src/t2.test.ts': "import { b } from './b';",
    'src/b.ts': "export * from './a.js';",
    'src/a.ts': 'export const a = 1;',
    ...texts,
  }))
    files.set(file, text);
  const tests = [...files.keys()]
    .filter((file) => file.includes('.test.'))
    .map((file) => ({ file, title: 't', name: 't', status: 'passed' as const, messages: [] }));
  const context = {
    change: { changed, deleted: [], renamed: new Map(), lines: () => Promise.resolve(new Map()) },
    place: { directory: '/', reports: '/', files: new Set(files.keys()) },
    readCandidate: (file: string) => Promise.resolve(files.get(file)),
  };
  const all = await chooseFiles(context, { tests }, () => 0);
  return all.map(({ path }) => path.replace(/^src\/(.*)\.test\.ts$/, '$1'));
}

describe('the files that get canaries', () => {
  it('are those that a change reaches, however far, and one beside them', async () => {
    expect((await chosen(['src/a.ts'])).slice(0, 3).toSorted()).toEqual(['t0', 't1', 't2']);
    expect(await chosen(['src/a.ts'])).toHaveLength(4);
  });

  it('begin with the tests that changed themselves', async () => {
    expect((await chosen(['src/t7.test.ts', 'src/a.ts'])).slice(0, 4)).toEqual(['t7', 't0', 't1', 't2']);
  });

  it('are a few where nothing changed, and twelve at most', async () => {
    expect(await chosen([])).toHaveLength(4);
    expect(await chosen(Array.from({ length: 20 }, (_, index) => `src/t${index}.test.ts`))).toHaveLength(12);
  });

  it('are any where nobody can follow what changed', async () => {
    expect(await chosen(['package.json'])).toHaveLength(12);
  });

  it('leave out what is too large, and tests inside of their source', async () => {
    const texts = {
      'src/t0.test.ts': `import './a.js';${' '.repeat(300_000)}`,
      'src/t1.test.ts': "import './a.js'; if (import.meta.vitest) it('t');",
    };
    expect(await chosen(['src/a.ts'], texts)).toEqual(['t2', 't3', 't4', 't5']);
  });
});
