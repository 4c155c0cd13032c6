import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openRepository } from './open.js';
import type { Repository } from './repository.js';
import { newRig, type Rig, type TestRepository } from './rig/repositories.js';
import { verifyDirectory } from './verify-directory.js';

describe('materialise', () => {
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
  const out = (...parts: string[]) => rig.path('out', ...parts);
  const read = (path: string) => readFileSync(out(path), 'utf8');

  it('writes bytes, executable bits and links', async () => {
    source.write('dir/script', '#!/bin/sh\n');
    chmodSync(join(source.path, 'dir/script'), 0o755);
    source.write('empty', '');
    source.write('binary', Buffer.from([0, 255, 10, 13, 0]));
    symlinkSync('dir/script', join(source.path, 'link'));
    const entries = await repository.materialise(source.commit(), out());
    expect(entries.map(({ path }) => path)).toEqual(['binary', 'dir/script', 'empty', 'link']);
    expect(lstatSync(out('dir/script')).mode & 0o777).toBe(0o755);
    expect(lstatSync(out('empty')).mode & 0o111).toBe(0);
    expect(readlinkSync(out('link'))).toBe('dir/script');
    expect([...readFileSync(out('binary'))]).toEqual([0, 255, 10, 13, 0]);
  });

  it('writes exact bytes, whatever attributes ask for, where plain git would not', async () => {
    const files = { crlf: 'a\nb\n', ident: '$Id$\n', encoded: 'text\n', filtered: 'f\n', hidden: 'h\n' };
    for (const [path, content] of Object.entries(files)) source.write(path, content);
    source.commit();
    source.write(
      '.gitattributes',
      'crlf text eol=crlf\nident ident\nencoded text working-tree-encoding=UTF-16\nfiltered filter=x\nhidden export-ignore\n',
    );
    source.git('config', 'filter.x.smudge', 'tr a-z A-Z');
    source.git('update-index', '--add', '.gitattributes');
    source.git('commit', '-qm', 'attributes');
    await repository.materialise((await repository.resolve('HEAD')).commit, out());
    for (const [path, content] of Object.entries(files)) expect(read(path)).toBe(content);

    source.git('worktree', 'add', '-q', rig.path('plain'));
    for (const path of ['crlf', 'ident', 'encoded', 'filtered']) {
      expect(readFileSync(rig.path('plain', path), 'latin1')).not.toBe(files[path as keyof typeof files]);
    }
    expect(source.git('archive', '--format=tar', 'HEAD')).not.toContain('hidden\0');
  });

  it('refuses a directory that is not empty, and links in the place of one', async () => {
    source.write('file', 'x');
    const commit = source.commit();
    rig.repository('out');
    await expect(repository.materialise(commit, out())).rejects.toMatchObject({ code: 'invalid-request' });
    expect(existsSync(out('file'))).toBe(false);
  });

  it('takes some paths from another tree and leaves others out', async () => {
    source.write('config', 'strict');
    source.write('tests/kept', 'base');
    source.write('tests/deleted', 'base');
    source.write('same', 'base');
    const base = source.commit();
    source.git('rm', '-q', 'tests/deleted');
    source.write('config', 'lax');
    source.write('extra-config', 'lax');
    source.write('tests/added', 'mine');
    source.write('same', 'mine');
    source.write('left/out', 'mine');
    const commit = source.commit();
    const entries = await repository.materialise(commit, out(), {
      overlays: [{ from: base, paths: ['config', 'extra-config', 'tests', 'in/neither'] }],
      remove: ['left'],
    });
    expect(entries.map(({ path }) => path).sort()).toEqual(['config', 'same', 'tests/deleted', 'tests/kept']);
    expect([read('config'), read('same'), read('tests/deleted')]).toEqual(['strict', 'mine', 'base']);
    expect(readdirSync(out()).sort()).toEqual(['config', 'same', 'tests']);
  });

  it('lets the overlay win where the tree has a file or a link in the place of its directory', async () => {
    source.write('conf/file', 'base');
    const base = source.commit();
    source.git('rm', '-rq', 'conf');
    source.write('elsewhere/file', 'mine');
    symlinkSync('elsewhere', join(source.path, 'conf'));
    const commit = source.commit();
    await repository.materialise(commit, out(), { overlays: [{ from: base, paths: ['conf/file'] }] });
    expect(lstatSync(out('conf')).isDirectory()).toBe(true);
    expect([read('conf/file'), read('elsewhere/file')]).toEqual(['base', 'mine']);
  });

  it('refuses two safe trees that make an unsafe one', async () => {
    symlinkSync('.', join(source.path, 'here'));
    const base = source.commit();
    source.git('rm', '-q', 'here');
    source.write('here/x', '');
    symlinkSync('here/../there', join(source.path, 'link'));
    const commit = source.commit();
    await expect(
      repository.materialise(commit, out(), { overlays: [{ from: base, paths: ['here'] }] }),
    ).rejects.toThrow(/"link" is a symbolic link that leaves the tree/);
  });

  it('notices what is not as the tree has it', async () => {
    source.write('file', 'x');
    const commit = source.commit();
    const entries = await repository.materialise(commit, out());
    const verify = () => verifyDirectory(Buffer.from(`${out()}/`), entries, new Map([['file', 1]]));
    await expect(verify()).resolves.toBeUndefined();
    chmodSync(out('file'), 0o755);
    await expect(verify()).rejects.toThrow(/"file"/);
    chmodSync(out('file'), 0o644);
    writeFileSync(out('stray'), '');
    await expect(verify()).rejects.toThrow(/"stray"/);
  });
});
