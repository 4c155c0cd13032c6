import type { GateContext } from '../gates/gate.js';
import { filesLeftOut } from './compare-files.js';

type Trees = { candidate: Record<string, string>; changed?: string[]; renamed?: [string, string][] };

const SET = { rule: 'file-not-linted', done: 'linted' } as const;

const context = ({ candidate, changed = [], renamed = [] }: Trees) => {
  const change: GateContext['change'] = {
    changed,
    deleted: [],
    renamed: new Map(renamed),
    lines: () => Promise.resolve(new Map()),
  };
  return {
    place: { directory: '/', reports: '/', files: new Set(Object.keys(candidate)) },
    change,
    readCandidate: (file: string) => Promise.resolve(candidate[file]),
  };
};
const leftOut = async (before: string[], now: string[], trees: Trees) =>
  (await filesLeftOut(SET, before, new Set(now), context(trees))).map(({ file }) => file);

describe('files that a gate no longer sees', () => {
  const A = { 'src/a.ts': 'export const a = 1;', 'src/b.ts': 'export const b = 1;' };

  it('are found where they are still there', async () => {
    expect(await leftOut(['src/a.ts', 'src/b.ts'], ['src/b.ts'], { candidate: A })).toEqual(['src/a.ts']);
  });

  it('are found under their new name', async () => {
    const candidate = { 'src/a.js': '', 'src/b.ts': '' };
    expect(
      await leftOut(['src/a.ts', 'src/b.ts'], ['src/b.ts'], {
        candidate,
        renamed: [['src/a.ts', 'src/a.js']],
      }),
    ).toEqual(['src/a.js']);
  });

  it('are no matter once they are gone, renamed within sight, or tests now', async () => {
    expect(await leftOut(['src/a.ts', 'src/b.ts'], ['src/b.ts'], { candidate: { 'src/b.ts': '' } })).toEqual(
      [],
    );
    expect(
      await leftOut(['src/a.ts'], ['src/c.ts'], {
        candidate: { 'src/c.ts': '' },
        renamed: [['src/a.ts', 'src/c.ts']],
      }),
    ).toEqual([]);
    expect(
      await leftOut(['src/a.ts'], [], {
        candidate: { 'src/a.test.ts': '' },
        renamed: [['src/a.ts', 'src/a.test.ts']],
      }),
    ).toEqual([]);
  });

  it('are found where source moves out of sight and what is in sight imports it', async () => {
    const candidate = {
      ...A,
      'src/a.ts': "import { hidden } from './hidden.setup.js';",
      'src/hidden.setup.ts': '',
    };
    const trees = { candidate, changed: ['src/a.ts', 'src/hidden.setup.ts'] };
    expect(await leftOut(['src/a.ts', 'src/b.ts'], ['src/a.ts', 'src/b.ts'], trees)).toEqual([
      'src/hidden.setup.ts',
    ]);
  });

  it.each([
    ["const at = './hidden.setup.js'; await import(at);"],
    ["await import('./hidden' + '.setup.js');"],
    ["const name = 'hidden'; require(`./${name}.setup`);"],
  ])('are found where what is in sight puts their name together: %s', async (text) => {
    const candidate = { ...A, 'src/a.ts': text, 'src/hidden.setup.ts': '' };
    const trees = { candidate, changed: ['src/a.ts', 'src/hidden.setup.ts'] };
    expect(await leftOut(['src/a.ts', 'src/b.ts'], ['src/a.ts', 'src/b.ts'], trees)).toEqual([
      'src/hidden.setup.ts',
    ]);
  });

  it.each([
    ['{ "imports": { "#hidden": "./src/hidden.setup.ts" } }', "import '#hidden';"],
    ['{ "imports": { "#own/*.js": { "node": "./src/*.setup.ts" } } }', "import '#own/hidden.js';"],
  ])('are found where the package maps a name to them: %s', async (manifest, text) => {
    const candidate = { ...A, 'package.json': manifest, 'src/a.ts': text, 'src/hidden.setup.ts': '' };
    const trees = { candidate, changed: ['src/a.ts', 'src/hidden.setup.ts'] };
    expect(await leftOut(['src/a.ts', 'src/b.ts'], ['src/a.ts', 'src/b.ts'], trees)).toEqual([
      'src/hidden.setup.ts',
    ]);
  });

  it('are found under an ending of their own beside what imports them', async () => {
    const candidate = { ...A, 'src/a.ts': "export * from './a.mjs';", 'src/a.mts': '' };
    const trees = { candidate, changed: ['src/a.ts', 'src/a.mts'] };
    expect(await leftOut(['src/a.ts', 'src/b.ts'], ['src/a.ts', 'src/b.ts'], trees)).toEqual(['src/a.mts']);
  });

  it('are not new files that no source imports, as scripts and configurations are', async () => {
    const trees = { candidate: { ...A, 'scripts/x.ts': '' }, changed: ['scripts/x.ts'] };
    expect(await leftOut(['src/a.ts'], ['src/a.ts'], trees)).toEqual([]);
  });
});
