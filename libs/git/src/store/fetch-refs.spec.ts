import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { newRig, type Rig, type TestRepository } from '../rig/repositories.js';
import { createStore } from './create-store.js';
import { fetchRefs, objectFormatOf } from './fetch-refs.js';
import { protocolOf } from './remote.js';

const SECRET = 'a-secret-of-the-remote';

describe('a store that follows a remote', () => {
  let rig: Rig;
  let remote: TestRepository;
  let store: string;
  const servers: Server[] = [];

  beforeEach(async () => {
    rig = newRig();
    remote = rig.repository('remote');
    remote.write('file', 'content\n');
    remote.commit('First');
    store = rig.path('store.git');
    await createStore(store, 'sha1');
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rig[Symbol.dispose]();
  });

  const refs = () =>
    Object.fromEntries(
      remote
        .git('--git-dir', store, 'for-each-ref', '--format=%(refname) %(objectname)')
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ')),
    ) as Record<string, string>;

  it('has its branches and tags: new, moved, forced and gone', async () => {
    remote.git('tag', 'v1');
    remote.git('branch', 'topic');
    await fetchRefs(store, { url: remote.path });
    const first = remote.git('rev-parse', 'main');
    expect(refs()).toEqual({ 'refs/heads/main': first, 'refs/heads/topic': first, 'refs/tags/v1': first });

    remote.git('branch', '-D', 'topic');
    remote.git('branch', 'topic/below');
    remote.git('commit', '--quiet', '--amend', '-m', 'Rewritten');
    await fetchRefs(store, { url: `file://${remote.path}` });
    const rewritten = remote.git('rev-parse', 'main');
    expect(refs()).toEqual({
      'refs/heads/main': rewritten,
      'refs/heads/topic/below': first,
      'refs/tags/v1': first,
    });
    expect(rewritten).not.toBe(first);
  });

  it('obeys nothing but the command: no hook runs', async () => {
    mkdirSync(join(store, 'hooks'));
    const hook = join(store, 'hooks', 'reference-transaction');
    writeFileSync(hook, `#!/bin/sh\ntouch ${rig.path('mark')}\n`);
    chmodSync(hook, 0o755);
    await fetchRefs(store, { url: remote.path });
    expect(existsSync(rig.path('mark'))).toBe(false);
    expect(Object.keys(refs())).toEqual(['refs/heads/main']);
  });

  it('goes on after a process that was killed', async () => {
    mkdirSync(join(store, 'refs', 'heads'), { recursive: true });
    writeFileSync(join(store, 'refs', 'heads', 'main.lock'), '');
    writeFileSync(join(store, 'packed-refs.lock'), '');
    writeFileSync(join(store, 'objects', 'pack', 'tmp_pack_abc'), 'half');
    await fetchRefs(store, { url: remote.path });
    expect(Object.keys(refs())).toEqual(['refs/heads/main']);
    expect(readdirSync(join(store, 'objects', 'pack')).filter((name) => name.startsWith('tmp_'))).toEqual([]);
  });

  it('takes no more than it may, and keeps nothing of it', async () => {
    remote.write('large', randomBytes(500_000));
    remote.commit('Large');
    const refusal = fetchRefs(store, { url: remote.path }, { maxBytes: 100_000 });
    await expect(refusal).rejects.toMatchObject({ code: 'git-failed' });
    expect(refs()).toEqual({});
    expect(readdirSync(join(store, 'objects', 'pack'))).toEqual([]);
  });

  it('joins packs when there are many', async () => {
    for (let index = 0; index < 34; index++) {
      remote.git('commit', '--quiet', '--allow-empty', '-m', `Commit ${index}`);
      await fetchRefs(store, { url: remote.path });
    }
    const packs = readdirSync(join(store, 'objects', 'pack')).filter((name) => name.endsWith('.pack'));
    expect(packs.length).toBeLessThan(10);
    expect(remote.git('--git-dir', store, 'rev-list', '--count', 'main')).toBe('35');
  });

  it('knows the kind of object names', async () => {
    const other = rig.repository('other', '--object-format=sha256');
    other.commit('First');
    expect(await objectFormatOf({ url: other.path }, rig.directory)).toBe('sha256');
    expect(await objectFormatOf({ url: remote.path }, rig.directory)).toBe('sha1');
    expect(await objectFormatOf({ url: rig.repository('empty').path }, rig.directory)).toBe('sha1');
  });

  describe('over HTTP', () => {
    /** What ran while the remote was asked, with its arguments. */
    let seen: string[];
    const serve = async (handle: (request: IncomingMessage, response: ServerResponse) => void) => {
      const server = createServer(handle);
      servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    };
    const guarded = (user: string) => (request: IncomingMessage, response: ServerResponse) => {
      seen.push(execFileSync('ps', ['axww', '-o', 'args='], { encoding: 'utf8' }));
      const expected = `Basic ${Buffer.from(`${user}:${SECRET}`).toString('base64')}`;
      if (request.headers.authorization === expected) return backend(remote.path, request, response);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    };
    beforeEach(() => (seen = []));

    it.each([
      ['a token', SECRET, 'x-access-token'],
      ['a user and a password', `robot:${SECRET}`, 'robot'],
    ])('shows %s to the remote, and to nobody who lists processes', async (_, secret, user) => {
      const url = `${await serve(guarded(user))}/`;
      await fetchRefs(store, { url, secret });
      expect(Object.keys(refs())).toEqual(['refs/heads/main']);
      expect(seen.length).toBeGreaterThan(1);
      expect(seen.join('')).toContain('git');
      expect(seen.join('')).not.toContain(SECRET);
      expect(filesUnder(store).join('')).not.toContain(SECRET);
    });

    it('tells that a secret is wrong without telling it', async () => {
      const url = `${await serve(guarded('nobody'))}/`;
      const refusal = fetchRefs(store, { url, secret: SECRET });
      await expect(refusal).rejects.toMatchObject({ code: 'git-failed', retryable: true });
      await expect(refusal).rejects.not.toThrow(SECRET);
    });

    it('does not follow a redirect with it', async () => {
      let asked = 0;
      const elsewhere = await serve((_, response) => {
        asked += 1;
        response.writeHead(401, { 'www-authenticate': 'Basic realm="elsewhere"' }).end();
      });
      const url = await serve((request, response) => {
        response.writeHead(302, { location: `${elsewhere}${request.url}` }).end();
      });
      await expect(fetchRefs(store, { url: `${url}/x`, secret: SECRET })).rejects.toMatchObject({
        code: 'git-failed',
      });
      expect(asked).toBe(0);
    });

    it('gives up on a remote that never answers', async () => {
      const url = await serve(() => {});
      const refusal = fetchRefs(store, { url: `${url}/x` }, { timeoutMs: 200 });
      await expect(refusal).rejects.toMatchObject({ code: 'git-failed', retryable: true });
    });
  });

  it('reaches a remote over ssh under settings of its own', async () => {
    const log = rig.path('ssh.log');
    mkdirSync(rig.path('bin'));
    const quoted = String.raw`"$(eval echo "$command")"`;
    writeFileSync(
      rig.path('bin', 'ssh'),
      `#!/bin/sh\necho "$@" >> ${log}\nfor command; do :; done\nexec git-upload-pack ${quoted.replace('$command', '${command#git-upload-pack }')}\n`,
    );
    chmodSync(rig.path('bin', 'ssh'), 0o755);
    const before = process.env['PATH'];
    process.env['PATH'] = `${rig.path('bin')}:${before}`;
    try {
      await fetchRefs(store, { url: `git@example.org:${remote.path}`, identityFile: '/run/secrets/key' });
    } finally {
      process.env['PATH'] = before;
    }
    expect(Object.keys(refs())).toEqual(['refs/heads/main']);
    const args = readFileSync(log, 'utf8');
    expect(args).toContain('-F /dev/null');
    expect(args).toContain('BatchMode=yes');
    expect(args).toContain('-i /run/secrets/key');
  });
});

describe('the protocol of a remote', () => {
  it.each([
    ['https://example.org/shop.git', 'https'],
    ['http://127.0.0.1:3000/shop.git', 'http'],
    ['ssh://git@example.org/shop.git', 'ssh'],
    ['git@example.org:shop.git', 'ssh'],
    ['file:///srv/git/shop', 'file'],
    ['/srv/git/shop', 'file'],
  ])('of %s is %s', (url, protocol) => {
    expect(protocolOf(url)).toBe(protocol);
  });

  it.each([
    'http://example.org/shop.git',
    'git://example.org/shop.git',
    'ext::sh -c touch% /tmp/x',
    'fd::17',
    '--upload-pack=touch',
    '-oProxyCommand=x:y',
    'ssh://-oProxyCommand=x/y',
    'ssh://-o@example.org/y',
    'relative/path',
    'https://example.org/shop.git?x=y',
    'https://example.org/a\nb',
    'file://elsewhere/srv',
    '',
  ])('is none for %j', (url) => {
    expect(() => protocolOf(url)).toThrow(/is no remote/);
  });

  it('does not repeat a secret that an address carries', () => {
    for (const url of [`https://user:${SECRET}@example.org/x`, `https://${SECRET}@example.org/x`]) {
      expect(() => protocolOf(url)).toThrow(/carries a secret/);
      expect(() => protocolOf(url)).not.toThrow(SECRET);
    }
  });
});

/** Git's own server side. */
function backend(repository: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: join(repository, '.git'),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      PATH_INFO: url.pathname.replace('//', '/'),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'x',
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.once('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = Object.fromEntries(
      answer
        .toString('latin1', 0, end)
        .split('\r\n')
        .map((line) => line.split(/: (.*)/, 2) as [string, string]),
    );
    response
      .writeHead(Number.parseInt(headers['Status'] ?? '200', 10), headers)
      .end(answer.subarray(end + 4));
  });
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}
