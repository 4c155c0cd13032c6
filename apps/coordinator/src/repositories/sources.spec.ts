import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Base, CheckRequest } from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import { pino } from 'pino';
import { cloneOf, type GitRepository, gitRepository } from '../testing/git.js';
import { cleanUp, temporaryDirectory } from '../testing/rig.js';
import { type Objects, openObjects } from './open-objects.js';
import type { RegisteredRepository } from './registered-repository.js';

const opened: Objects[] = [];
afterEach(async () => {
  for (const objects of opened.splice(0)) await objects.close();
  await cleanUp();
});

interface Host {
  upstream: GitRepository;
  agent: GitRepository;
  base: string;
  directory: string;
  log: string[];
  /** Starts the coordinator's side with `shop` registered so. */
  register(shop: RegisteredRepository, options?: { fetchWaitMs?: number }): Promise<Objects>;
}

function host(): Host {
  const directory = temporaryDirectory();
  const upstream = gitRepository(join(directory, 'upstream'));
  upstream.write('file', 'of the base\n');
  const base = upstream.commit('Base');
  const log: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
  return {
    upstream,
    agent: cloneOf(upstream, join(directory, 'agent')),
    base,
    directory,
    log,
    register: async (shop, options) => {
      const objects = await openObjects(
        {
          repositories: new Map([['shop', shop]]),
          roots: [directory],
          stateDirectory: join(directory, 'state'),
          packLimitBytes: 10_000_000,
          objectsLimitBytes: 10_000_000,
        },
        logger,
        { fetchIntervalMs: 0, ...options },
      );
      opened.push(objects);
      return objects;
    },
  };
}

const about = (
  tree: string,
  base: Base,
  more: { commit?: string; repository?: string } = {},
): CheckRequest => ({
  stage: 'pre-commit',
  candidate: { repository: 'shop', tree, base, ...more },
});
const { signal } = new AbortController();

async function send(objects: Objects, pack: Buffer): Promise<void> {
  await objects.uploads.receive('shop', {
    signal,
    spool: (file) => (writeFileSync(file, pack), Promise.resolve(pack.length)),
  });
}

describe.each<[string, (host: Host) => RegisteredRepository]>([
  ['a path', ({ upstream }) => ({ path: upstream.path })],
  ['a remote', ({ upstream }) => ({ remote: upstream.path })],
  [
    'a path that is behind its remote',
    ({ upstream, directory }) => ({
      path: cloneOf(upstream, join(directory, 'behind')).path,
      remote: `file://${upstream.path}`,
    }),
  ],
])('a repository that is registered by %s', (_, how) => {
  const start = async () => {
    const rig = host();
    const objects = await rig.register(how(rig));
    const ensure = (request: CheckRequest) => objects.sources.ensure(request, signal);
    const main = { ref: 'main', commit: rig.base };
    const baseTree = rig.upstream.git('rev-parse', `${rig.base}^{tree}`);
    return { ...rig, objects, ensure, main, baseTree };
  };

  it('has the candidate that was sent for it, and no other', async () => {
    const { agent, objects, ensure, main, base } = await start();
    agent.write('file', 'changed\n');
    const { tree, pack } = await agent.candidate(base);
    await expect(ensure(about(tree, main))).rejects.toMatchObject({
      code: 'candidate-unknown',
      message: expect.stringContaining('PUT /api/quality/repositories/shop/objects') as unknown,
    });
    await send(objects, pack);
    const path = await ensure(about(tree, main));
    expect(objects.stores.get('shop')?.path).toBe(path);
    expect(objects.stores.alsoReadFrom(path).at(-1)).toContain('uploads.git');
    await expect(ensure(about(tree, main, { commit: 'c'.repeat(40) }))).rejects.toMatchObject({
      code: 'candidate-unknown',
    });
  });

  it('takes a base that its branches and tags reach, by every name', async () => {
    const { upstream, ensure, base, baseTree } = await start();
    upstream.git('tag', '-a', 'v1', '-m', 'Version 1');
    upstream.git('branch', 'release/1');
    const tip = upstream.commit('Tip');
    for (const ref of ['main', 'refs/heads/main', 'release/1', 'v1', 'refs/tags/v1', tip, base]) {
      await ensure(about(baseTree, { ref, commit: base }));
    }
    await ensure(about(baseTree, { ref: 'main', commit: tip }));
    await ensure(about(baseTree, { ref: tip, commit: tip }));
  });

  it('takes no other base', async () => {
    const { upstream, ensure, base, baseTree } = await start();
    const tip = upstream.commit('Tip');
    upstream.git('branch', 'old', base);
    upstream.git('checkout', '--quiet', '--detach');
    const loose = upstream.commit('On no branch');
    upstream.git('checkout', '--quiet', 'main');
    const refused: Array<[Base, RegExp]> = [
      [{ ref: 'gone', commit: base }, /no branch or tag "gone"/],
      [{ ref: 'old', commit: tip }, new RegExp(`"old" is at ${base}`)],
      [{ ref: 'main', commit: loose }, new RegExp(`"main" is at ${tip}`)],
      [{ ref: loose, commit: loose }, /No branch or tag reaches/],
      [{ ref: base, commit: tip }, /cannot be reached from/],
      [{ ref: 'main', commit: 'e'.repeat(40) }, /cannot be reached/],
      [{ ref: 'main', commit: baseTree }, /cannot be reached/],
      [{ ref: 'main~1', commit: base }, /no branch or tag/],
      [{ ref: tip.slice(0, 12), commit: tip }, /no branch or tag/],
      [{ ref: '--all', commit: base }, /no branch or tag/],
      [{ ref: 'refs/heads', commit: base }, /no branch or tag/],
      [{ ref: 'refs/heads/*', commit: base }, /no branch or tag/],
      [{ ref: 'main', commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904' }, /empty tree is no base/],
    ];
    for (const [refusedBase, message] of refused) {
      const refusal = ensure(about(baseTree, refusedBase));
      await expect(refusal).rejects.toMatchObject({ code: 'revision-unknown' });
      await expect(refusal).rejects.toThrow(message);
    }
  });

  it('takes no base from what was sent', async () => {
    const { agent, objects, ensure, base, baseTree } = await start();
    await ensure(about(baseTree, { ref: 'main', commit: base }));
    agent.write('quality-gates.yaml', 'a softer judge\n');
    const forged = agent.commit('Forged');
    const chunks: Uint8Array[] = [];
    await using repository = await openRepository(agent.path);
    for await (const chunk of await repository.pack([forged], { exclude: [base] })) chunks.push(chunk);
    await send(objects, Buffer.concat(chunks));
    const tree = agent.git('rev-parse', 'HEAD^{tree}');
    await ensure(about(tree, { ref: 'main', commit: base }, { commit: forged }));
    for (const ref of ['main', forged, 'HEAD', forged.slice(0, 10)]) {
      await expect(ensure(about(tree, { ref, commit: forged }))).rejects.toMatchObject({
        code: 'revision-unknown',
      });
    }
  });

  it('takes the empty tree for a base where there is no branch yet', async () => {
    const { upstream, objects, agent, ensure } = await start();
    upstream.git('update-ref', '-d', 'refs/heads/main');
    agent.write('first', 'of all\n');
    const { tree, pack } = await agent.candidate();
    const empty = { ref: 'main', commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904' };
    await expect(ensure(about(tree, empty))).rejects.toMatchObject({ code: 'candidate-unknown' });
    await send(objects, pack);
    await ensure(about(tree, empty));
  });
});

describe('a remote', () => {
  const start = async () => {
    const rig = host();
    const objects = await rig.register({ remote: rig.upstream.path });
    const ensure = (base: Base, given = signal) =>
      objects.sources.ensure(about(rig.upstream.git('rev-parse', 'main^{tree}'), base), given);
    return { ...rig, objects, ensure };
  };

  it('is fetched when a base is not known yet, and not when it is', async () => {
    const { upstream, ensure, base, log, objects } = await start();
    await ensure({ ref: 'main', commit: base });
    const moved = upstream.commit('Moved');
    await ensure({ ref: 'main', commit: moved });
    upstream.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'Forced');
    const forced = upstream.git('rev-parse', 'HEAD');
    // Nobody has looked since, so what was there counts until something new is asked for.
    await ensure({ ref: 'main', commit: moved });
    await ensure({ ref: 'main', commit: forced });
    await expect(ensure({ ref: 'main', commit: moved })).rejects.toMatchObject({ code: 'revision-unknown' });
    rmSync(upstream.path, { recursive: true });
    expect(
      await objects.sources.ensure(about(await treeAt(objects), { ref: 'main', commit: base }), signal),
    ).toBe(objects.stores.get('shop')?.bases);
    expect(log).toEqual([]);
  });

  it('knows its branches as a clone calls them', async () => {
    const { ensure, base } = await start();
    await ensure({ ref: 'origin/main', commit: base });
    await ensure({ ref: 'refs/remotes/origin/main', commit: base });
  });

  it('that cannot be reached is an error that may pass, and is asked again later', async () => {
    const { upstream, directory, base, objects, log } = await start();
    const request = about(upstream.git('rev-parse', 'main^{tree}'), { ref: 'main', commit: base });
    renameSync(upstream.path, join(directory, 'away'));
    for (let attempt = 0; attempt < 2; attempt++) {
      const refusal = objects.sources.ensure(request, signal);
      await expect(refusal).rejects.toMatchObject({
        code: 'coordinator-unavailable',
        retryable: true,
        retryAfterSeconds: 5,
      });
      await expect(refusal).rejects.not.toThrow(directory);
    }
    expect(log).toHaveLength(2);
    expect(log[0]).toContain('remote could not be fetched');
    renameSync(join(directory, 'away'), upstream.path);
    await objects.sources.ensure(request, signal);
    const moved = upstream.commit('Moved');
    renameSync(upstream.path, join(directory, 'away'));
    const later = about(request.candidate.tree, { ref: 'main', commit: moved });
    await expect(objects.sources.ensure(later, signal)).rejects.toMatchObject({
      code: 'coordinator-unavailable',
    });
    renameSync(join(directory, 'away'), upstream.path);
    await objects.sources.ensure(later, signal);
  });

  it('that takes long is fetched on while nobody is held for it', async () => {
    const { upstream, base, register } = host();
    const objects = await register({ remote: upstream.path }, { fetchWaitMs: 0 });
    const request = about(upstream.git('rev-parse', 'main^{tree}'), { ref: 'main', commit: base });
    let held = 0;
    for (;;) {
      const answer = await objects.sources.ensure(request, signal).catch((error: unknown) => error);
      if (answer === objects.stores.get('shop')?.bases) break;
      expect(answer).toMatchObject({ code: 'coordinator-unavailable', retryable: true });
      held += 1;
      await delay(10);
    }
    expect(held).toBeGreaterThan(0);
  });

  it('is left by who no longer waits', async () => {
    const { base, ensure } = await start();
    await expect(ensure({ ref: 'main', commit: base }, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

it('paths under a root are asked about as they are', async () => {
  const { upstream, register, base } = host();
  const objects = await register({ path: upstream.path });
  const request = about('f'.repeat(40), { ref: 'nowhere', commit: base }, { repository: upstream.path });
  expect(await objects.sources.ensure(request, signal)).toBe(upstream.path);
  await expect(
    objects.sources.ensure({ ...request, candidate: { ...request.candidate, repository: 'other' } }, signal),
  ).rejects.toMatchObject({ code: 'repository-unknown' });
});

async function treeAt(objects: Objects): Promise<string> {
  await using repository = await openRepository(objects.stores.get('shop')?.bases ?? '');
  return await repository.treeOf((await repository.resolve('main')).commit);
}
