import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeTree } from './remove-tree.js';

describe('removeTree', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'qg-remove-'));
    await mkdir(path.join(root, 'tree'));
  });
  afterEach(() => removeTree(root));

  it('removes what is nested deeper than a path can name', async () => {
    const script = `for (let depth = 0; depth < 40; depth += 1) {
      require('fs').mkdirSync('d'.repeat(200));
      process.chdir('d'.repeat(200));
    }`;
    execFileSync(process.execPath, ['-e', script], { cwd: path.join(root, 'tree') });
    await expect(rm(path.join(root, 'tree'), { recursive: true })).rejects.toMatchObject({
      code: 'ENAMETOOLONG',
    });
    await removeTree(path.join(root, 'tree'));
    expect(existsSync(path.join(root, 'tree'))).toBe(false);
  });

  it('removes directories without rights, and nothing that links lead to', async () => {
    const outside = path.join(root, 'outside');
    await mkdir(outside, { mode: 0o500 });
    await mkdir(path.join(root, 'tree', 'closed', 'inner'), { recursive: true });
    await writeFile(path.join(root, 'tree', 'closed', 'inner', 'file'), 'text');
    await symlink(outside, path.join(root, 'tree', 'link'));
    await chmod(path.join(root, 'tree', 'closed'), 0);
    await removeTree(path.join(root, 'tree'));
    expect(existsSync(path.join(root, 'tree'))).toBe(false);
    expect(existsSync(outside)).toBe(true);
  });

  it('has nothing to say to what is not there', async () => {
    await expect(removeTree(path.join(root, 'nowhere'))).resolves.toBeUndefined();
  });
});
