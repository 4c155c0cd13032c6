import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parsePatch } from './changed-lines.js';
import { openRepository } from './open.js';
import type { Repository } from './repository.js';
import { newRig, type Rig, type TestRepository } from './rig/repositories.js';

const LINES = Array.from({ length: 20 }, (_, line) => `line ${line + 1}`);
const text = (lines: string[]) => `${lines.join('\n')}\n`;

describe('differences', () => {
  let rig: Rig;
  let source: TestRepository;
  let repository: Repository;
  beforeEach(async () => {
    rig = newRig();
    source = rig.repository();
    repository = await openRepository(source.path);
  });
  afterEach(async () => {
    await repository.close();
    rig[Symbol.dispose]();
  });

  it('tells every kind of change', async () => {
    for (const path of ['modified', 'deleted', 'mode', 'type', 'same']) source.write(path, `${path}\n`);
    source.write('old name', text(LINES));
    const from = source.commit();
    source.write('modified', 'other\n');
    source.write('added', 'something quite new\n');
    for (const path of ['deleted', 'type', 'old name']) rmSync(join(source.path, path));
    chmodSync(join(source.path, 'mode'), 0o755);
    symlinkSync('same', join(source.path, 'type'));
    source.write('new name', text([...LINES.slice(0, 19), 'changed']));
    const to = source.commit();
    const changes = await repository.diffTrees(from, to);
    expect(changes.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
      'added added',
      'deleted deleted',
      'mode-changed mode',
      'modified modified',
      'renamed new name',
      'type-changed type',
    ]);
    expect(changes).toContainEqual(
      expect.objectContaining({
        kind: 'mode-changed',
        from: { mode: '100644', oid: source.git('rev-parse', `${from}:mode`) },
        to: { mode: '100755', oid: source.git('rev-parse', `${to}:mode`) },
      }),
    );
    const renamed = changes.find(({ kind }) => kind === 'renamed');
    expect(renamed).toMatchObject({ previousPath: 'old name', similarity: expect.any(Number) });
    expect(await repository.diffTrees(to, to)).toEqual([]);
  });

  it('numbers the lines that are new or rewritten', async () => {
    source.write('file', text(LINES));
    const from = source.commit();
    const lines = [...LINES];
    lines[4] = 'rewritten';
    lines.splice(10, 0, 'new', '++ looks like a header', '@@ -1 +1 @@');
    lines.splice(1, 1);
    source.write('file', `${text(lines)}no line end`);
    source.write('fresh', 'one\ntwo');
    const to = source.commit();
    expect(await repository.changedLines(from, to)).toEqual(
      new Map([
        ['file', new Set([4, 10, 11, 12, 23])],
        ['fresh', new Set([1, 2])],
      ]),
    );
    expect(await repository.changedLines(from, to, ['fresh', 'absent'])).toEqual(
      new Map([['fresh', new Set([1, 2])]]),
    );
    expect(await repository.changedLines(to, to)).toEqual(new Map());
  });

  it('numbers only the changed lines of a renamed file, and none of a deleted one', async () => {
    source.write('old', text(LINES));
    source.write('gone', 'x\n');
    const from = source.commit();
    source.git('mv', 'old', 'new');
    source.git('rm', '-q', 'gone');
    source.write('new', text([...LINES, 'last']));
    expect(await repository.changedLines(from, source.commit())).toEqual(new Map([['new', new Set([21])]]));
  });

  it('sees the lines of a file that attributes call binary, where plain git does not', async () => {
    source.write('.gitattributes', '* -diff\n');
    source.write('file', 'one\n');
    const from = source.commit();
    source.write('file', 'one\ntwo\n');
    const to = source.commit();
    expect(source.git('diff', from, to)).toContain('Binary files');
    expect(await repository.changedLines(from, to)).toEqual(new Map([['file', new Set([2])]]));
  });

  it('never takes content for a header', () => {
    const patch = [
      '--- a',
      '+++ a',
      '@@ -1,2 +1,3 @@',
      '---- x',
      '--- y',
      '+++ b',
      '+@@ -1 +9,9 @@',
      '+z',
      String.raw`\ No newline at end of file`,
      String.raw`+++ "q\"\303\244\n"`,
      '@@ -0,0 +5 @@',
      '+z',
      '',
    ].join('\n');
    expect(parsePatch(Buffer.from(patch))).toEqual(
      new Map([
        ['a', new Set([1, 2, 3])],
        ['q"ä\n', new Set([5])],
      ]),
    );
  });
});
