import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PACK_MEDIA_TYPE, type CheckRequest } from '@quality-gates/contract';
import { makeToken } from '../authority/make-token.js';
import { eventually } from '../testing/eventually.js';
import { cloneOf, type GitRepository, gitRepository } from '../testing/git.js';
import { cleanUp, problemIn, Rig, temporaryDirectory, verdictIn } from '../testing/rig.js';

const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await cleanUp();
});

interface Stage {
  rig: Rig;
  shop: GitRepository;
  agent: GitRepository;
  base: string;
  /** What lies in the store of `shop`: on its way, and arrived. */
  stored(): { incoming: string[]; packs: string[] };
  send(pack: Body, more?: SendOptions): Promise<Response>;
}

type Body = RequestInit['body'];

interface SendOptions {
  name?: string;
  headers?: Record<string, string>;
}

async function start(environment: Record<string, string> = {}): Promise<Stage> {
  const directory = temporaryDirectory();
  const shop = gitRepository(join(directory, 'shop'));
  shop.write('file', 'of the base\n');
  const base = shop.commit('Base');
  const other = gitRepository(join(directory, 'other'));
  other.commit('Other');
  const state = join(directory, 'state');
  const rig = await Rig.start(
    {
      QG_STATE_DIRECTORY: state,
      QG_REPOSITORIES: JSON.stringify({ shop: shop.path, other: other.path }),
      ...environment,
    },
    undefined,
    { realSources: true },
  );
  const objects = join(state, 'objects', 'shop');
  return {
    rig,
    shop,
    base,
    agent: cloneOf(shop, join(directory, 'agent')),
    stored: () => ({
      incoming: readdirSync(join(objects, 'incoming')),
      packs: namesIn(join(objects, 'uploads.git', 'objects', 'pack')).filter((name) => name.endsWith('.idx')),
    }),
    send: (pack, { name = 'shop', headers = {} } = {}) =>
      fetch(`${rig.url}/api/quality/repositories/${name}/objects`, {
        method: 'PUT',
        body: pack,
        headers: { 'content-type': PACK_MEDIA_TYPE, ...headers },
        ...({ duplex: 'half' } as object),
      }),
  };
}

const about = (tree: string, base: string, repository = 'shop'): CheckRequest => ({
  stage: 'pre-commit',
  candidate: { repository, tree, base: { ref: 'main', commit: base } },
});
const nothing = { incoming: [], packs: [] };

describe('sending objects', () => {
  it('makes a candidate known that was not, once and for all who ask', async () => {
    const { rig, agent, base, shop, send, stored } = await start();
    agent.write('file', 'changed\n');
    const { tree, pack } = await agent.candidate(base);
    const refusal = await rig.ask(about(tree, base));
    expect(refusal.status).toBe(422);
    const { detail } = await problemIn(refusal, 'candidate-unknown');
    expect(detail).toContain('PUT /api/quality/repositories/shop/objects');
    expect(rig.engine.calls).toHaveLength(0);

    const answer = await send(pack);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(stored()).toEqual({ incoming: [], packs: [expect.any(String)] });
    const asked = rig.ask(about(tree, base));
    const call = await rig.engine.next();
    expect(call.request.candidate).toEqual({ ...about(tree, base).candidate, repository: shop.path });
    call.answer();
    await verdictIn(await asked);
    expect(() => shop.git('cat-file', '-e', tree)).toThrow('cat-file');
  });

  it('is for the repository that it was sent for alone', async () => {
    const { rig, agent, base, shop, send } = await start();
    agent.write('file', 'changed\n');
    const { tree, pack } = await agent.candidate(base);
    expect((await send(pack)).status).toBe(204);
    shop.git('push', '--quiet', join(shop.path, '..', 'other'), 'main:refs/heads/theirs');
    const elsewhere = about(tree, base, 'other');
    elsewhere.candidate.base.ref = 'theirs';
    await problemIn(await rig.ask(elsewhere), 'candidate-unknown');
  });

  it.each(['pack', 'nothing'])('takes %s that comes in pieces and without its length', async (what) => {
    const { agent, send, stored, base } = await start();
    if (what === 'pack') agent.write('file', 'changed\n');
    const { pack } = await agent.candidate(what === 'pack' ? base : undefined);
    const pieces = Array.from({ length: pack.length }, (_, at) => pack.subarray(at, at + 1));
    const answer = await send(Readable.toWeb(Readable.from(pieces)));
    expect(answer.status).toBe(204);
    expect(stored().packs).toHaveLength(1);
  });

  it.each<[string, (stage: Stage) => Promise<Response>, number, Parameters<typeof problemIn>[1]]>([
    ['garbage', ({ send }) => send('this is no pack'), 422, 'pack-invalid'],
    ['nothing at all', ({ send }) => send(''), 422, 'pack-invalid'],
    [
      'a pack cut short',
      async ({ send, agent }) => send((await agent.candidate()).pack.subarray(0, -1)),
      422,
      'pack-invalid',
    ],
    ['objects for an unknown name', ({ send }) => send('x', { name: 'nowhere' }), 422, 'repository-unknown'],
    [
      'objects for a path',
      ({ send, shop }) => send('x', { name: encodeURIComponent(shop.path) }),
      422,
      'repository-unknown',
    ],
    [
      'objects for a name of the language',
      ({ send }) => send('x', { name: 'constructor' }),
      422,
      'repository-unknown',
    ],
    ['objects for a way out', ({ send }) => send('x', { name: '..%2f..%2fshop' }), 422, 'repository-unknown'],
    [
      'JSON',
      ({ send }) => send('{}', { headers: { 'content-type': 'application/json' } }),
      415,
      'unsupported-media-type',
    ],
    [
      'another media type',
      ({ send }) => send('x', { headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported-media-type',
    ],
    [
      'a compressed body',
      ({ send }) => send('x', { headers: { 'content-encoding': 'gzip' } }),
      415,
      'unsupported-media-type',
    ],
    ['more than is taken', ({ send }) => send(Buffer.alloc(5000)), 413, 'request-too-large'],
    [
      'more than is taken, without saying it',
      ({ send }) => send(Readable.toWeb(Readable.from([Buffer.alloc(5000)]))),
      413,
      'request-too-large',
    ],
  ])('refuses %s and keeps nothing of it', async (_, ask, status, code) => {
    const stage = await start({ QG_PACK_LIMIT_BYTES: '4000' });
    const answer = await ask(stage);
    expect(answer.status).toBe(status);
    const { detail } = await problemIn(answer, code);
    expect(detail).not.toContain(stage.shop.path.replace('/shop', ''));
    expect(stage.stored()).toEqual(nothing);
  });

  it('may be longer than a question may be', async () => {
    const { agent, base, send, rig } = await start({ QG_BODY_LIMIT_BYTES: '1024' });
    agent.write('large', randomBytes(2_000_000));
    const { tree, pack } = await agent.candidate(base);
    expect((await send(pack)).status).toBe(204);
    const asked = rig.ask(about(tree, base));
    (await rig.engine.next()).answer();
    await verdictIn(await asked);
    const long = { ...about(tree, base), gates: Array.from({ length: 200 }, () => 'lint-lint') };
    expect((await rig.ask(long)).status).toBe(413);
  });

  it('does not take a pack for a question', async () => {
    const { rig, agent } = await start();
    const { pack } = await agent.candidate();
    const answer = await fetch(`${rig.url}/api/quality/check`, {
      method: 'POST',
      body: pack,
      headers: { 'content-type': PACK_MEDIA_TYPE },
    });
    expect(answer.status).toBe(415);
  });

  it('needs a token for the repository, and the scope', async () => {
    const file = join(temporaryDirectory(), 'tokens.json');
    const made = [
      makeToken({ name: 'writer', scopes: ['checks:write'], repositories: ['shop'] }),
      makeToken({ name: 'elsewhere', scopes: ['checks:write'], repositories: ['other'] }),
      makeToken({ name: 'reader', scopes: ['checks:read'], repositories: 'all' }),
    ];
    writeFileSync(file, JSON.stringify({ tokens: made.map(({ entry }) => entry) }));
    const { send, agent, stored } = await start({ QG_TOKENS_FILE: file });
    const { pack } = await agent.candidate();
    const as = async (secret = '') =>
      (await send(pack, { headers: secret ? { authorization: `Bearer ${secret}` } : {} })).status;
    expect(await as()).toBe(401);
    expect(await as(made[1]?.secret)).toBe(403);
    expect(await as(made[2]?.secret)).toBe(403);
    expect(stored()).toEqual(nothing);
    expect(await as(made[0]?.secret)).toBe(204);
  });

  it('answers that there is no room, for the operator to make some', async () => {
    const { send, agent, stored } = await start({ QG_OBJECTS_LIMIT_BYTES: '1024' });
    const answer = await send((await agent.candidate()).pack);
    expect(answer.status).toBe(507);
    await problemIn(answer, 'storage-full');
    expect(stored()).toEqual(nothing);
  });

  it('keeps nothing of what a caller began to send and gave up', async () => {
    const { rig, stored } = await start();
    const socket = await beginSending(rig);
    await eventually(() => stored().incoming.length === 1);
    socket.destroy();
    await eventually(() => stored().incoming.length === 0);
    expect(stored()).toEqual(nothing);
  });

  it('takes a few at once, and lets the others wait', async () => {
    const { send, agent, stored, rig } = await start();
    const { pack } = await agent.candidate();
    for (let index = 0; index < 8; index++) await beginSending(rig);
    await eventually(() => stored().incoming.length === 8);
    let answered = false;
    const waiting = send(pack).finally(() => (answered = true));
    // What is asked later is answered sooner.
    expect((await rig.get('/api/health/live')).status).toBe(200);
    expect(answered).toBe(false);
    sockets[0]?.destroy();
    expect((await waiting).status).toBe(204);
    expect(stored().packs).toHaveLength(1);
  });

  it('lets its answer reach a caller that is still sending', async () => {
    const { rig } = await start({ QG_PACK_LIMIT_BYTES: '4000' });
    const socket = await beginSending(rig, 'nowhere');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 422/);
    socket.write('5\r\nhello\r\n');
    await once(socket, 'close');
  });
});

/** Sends the headers and the first bytes of a pack. */
async function beginSending({ url }: Rig, name = 'shop'): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const head = [
    `PUT /api/quality/repositories/${name}/objects HTTP/1.1`,
    'Host: localhost',
    `Content-Type: ${PACK_MEDIA_TYPE}`,
    'Transfer-Encoding: chunked',
    '',
    '4\r\nPACK\r\n',
  ];
  socket.write(head.join('\r\n'));
  return socket;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
