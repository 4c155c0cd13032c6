import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, problemIn, question, Rig, temporaryDirectory } from '../testing/rig.js';
import { Repositories } from './repositories.js';

afterEach(cleanUp);

function hostWith(): { root: string; outside: string; repositories: Repositories } {
  const directory = temporaryDirectory();
  const [root, outside] = [join(directory, 'root'), join(directory, 'root-but-longer')];
  for (const path of [join(root, 'app'), join(outside, 'app')]) mkdirSync(path, { recursive: true });
  return { root, outside, repositories: new Repositories(new Map([['shop', join(outside, 'app')]]), [root]) };
}

describe('repositories', () => {
  it('are known by their registered names, wherever they are', async () => {
    const { outside, repositories } = hostWith();
    expect(await repositories.resolve('shop')).toBe(join(outside, 'app'));
  });

  it('are known by paths under a root, with every link followed', async () => {
    const { root, repositories } = hostWith();
    symlinkSync(join(root, 'app'), join(root, 'link'));
    expect(await repositories.resolve(join(root, 'app'))).toBe(join(root, 'app'));
    expect(await repositories.resolve(join(root, 'link'))).toBe(join(root, 'app'));
    expect(await repositories.resolve(root)).toBe(realpathSync(root));
  });

  it.each([
    ['an unknown name', () => 'nothing'],
    ['a name that every object has', () => 'constructor'],
    ['the empty path', () => '.'],
    ['a relative path', () => '../root/app'],
    ['what does not exist', ({ root }) => join(root, 'absent')],
    ['a file', ({ root }) => file(root)],
    ['a directory outside', ({ outside }) => join(outside, 'app')],
    ['a neighbour whose name begins like a root', ({ outside }) => outside],
    ['the parent of a root', ({ root }) => join(root, '..')],
    ['a way out by dots', ({ root }) => `${root}/app/../../root-but-longer/app`],
    ['a way out by a link', ({ root, outside }) => link(root, outside)],
    ['a way out by a link in the middle', ({ root, outside }) => `${link(root, outside)}/app`],
    ['a work tree whose git directory lies outside', ({ root, outside }) => pointer(root, outside)],
    ['a directory of a work tree that begins outside', ({ root }) => insideWorkTree(root)],
    ['a path with a zero byte', ({ root }) => `${root}/app\0`],
    ['the root of the host', () => '/'],
  ] satisfies Array<[string, (host: { root: string; outside: string }) => string]>)(
    'are not %s',
    async (_, asked) => {
      const host = hostWith();
      await expect(host.repositories.resolve(asked(host))).rejects.toMatchObject({
        code: 'repository-unknown',
      });
    },
  );

  it('that are refused never reach the engine, and whether they exist is not told', async () => {
    const rig = await Rig.start();
    const outside = temporaryDirectory();
    const answers = await Promise.all(
      [outside, join(outside, 'absent')].map(async (path) => {
        const answer = await rig.ask(question({}, path));
        expect(answer.status).toBe(422);
        const { detail = '' } = await problemIn(answer, 'repository-unknown');
        return detail.replace(path, '…');
      }),
    );
    expect(answers[0]).toBe(answers[1]);
    expect(rig.engine.calls).toHaveLength(0);
  });
});

function pointer(root: string, outside: string): string {
  execFileSync('git', ['init', '--quiet', join(outside, 'other')]);
  const path = join(root, 'pointer');
  mkdirSync(path);
  writeFileSync(join(path, '.git'), `gitdir: ${join(outside, 'other', '.git')}\n`);
  return path;
}

function insideWorkTree(root: string): string {
  execFileSync('git', ['init', '--quiet', join(root, '..')]);
  return join(root, 'app');
}

function file(root: string): string {
  const path = join(root, 'file');
  writeFileSync(path, '');
  return path;
}

function link(root: string, target: string): string {
  const path = join(root, 'out');
  symlinkSync(target, path);
  return path;
}
