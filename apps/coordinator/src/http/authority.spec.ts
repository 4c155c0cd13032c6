import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckRequest, checkIdOf, PACK_MEDIA_TYPE } from '@quality-gates/contract';
import { makeToken } from '../authority/make-token.js';
import { SCOPES, type Scope } from '../authority/scope.js';
import type { TokenEntry } from '../authority/tokens-file.js';
import { checkIn, cleanUp, problemIn, question, Rig, temporaryDirectory, verdictIn } from '../testing/rig.js';

afterEach(cleanUp);

type Change = Partial<Omit<TokenEntry, 'sha256' | 'name'>>;

/** A coordinator that knows the tokens by these names; each may do everything but what it says. */
class Guarded {
  private constructor(
    readonly rig: Rig,
    readonly path: string,
    readonly secrets: Readonly<Record<string, string>>,
    readonly entries: Readonly<Record<string, TokenEntry>>,
  ) {}

  static async start(
    changes: Record<string, Change>,
    environment: Record<string, string> = {},
  ): Promise<Guarded> {
    const path = join(temporaryDirectory(), 'tokens.json');
    const made = Object.entries(changes).map(
      ([name, change]) =>
        [name, makeToken({ name, scopes: [...SCOPES], repositories: 'all', ...change })] as const,
    );
    const entries = Object.fromEntries(made.map(([name, { entry }]) => [name, entry]));
    writeFileSync(path, JSON.stringify({ tokens: Object.values(entries) }));
    const rig = await Rig.start({ QG_TOKENS_FILE: path, ...environment });
    return new Guarded(
      rig,
      path,
      Object.fromEntries(made.map(([name, { secret }]) => [name, secret])),
      entries,
    );
  }

  token(name: string): string {
    return this.secrets[name] ?? 'none';
  }

  send(
    name: string,
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<Response> {
    return fetch(`${this.rig.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token(name)}`,
        ...(body !== undefined && { 'content-type': type }),
        prefer: 'wait=0',
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  ask(name: string, request: unknown): Promise<Response> {
    return this.send(name, 'POST', '/api/quality/check', request);
  }

  /** From now on these tokens are known, and no other. */
  keep(...names: string[]): void {
    const tokens = names.map((name) => this.entries[name]);
    writeFileSync(this.path, JSON.stringify({ tokens }));
    this.rig.app.reloadTokens();
  }

  audit(): Array<Record<string, unknown>> {
    return this.rig.log.map((line) => JSON.parse(line)).filter(({ audit }) => audit === true);
  }
}

const waived = (request: CheckRequest): CheckRequest => ({
  ...request,
  waivers: [
    {
      rule: 'no-var',
      tree: request.candidate.tree,
      base: request.candidate.base.commit,
      reason: 'agreed',
      grantedBy: 'lead',
      expiresAt: '2099-01-01T00:00:00Z',
    },
  ],
});

const CHALLENGE = 'www-authenticate';

describe('a token without a scope', () => {
  const id = 'a'.repeat(64);
  it.each<[string, string, Scope]>([
    ['POST', '/api/quality/check', 'checks:write'],
    ['GET', `/api/quality/checks/${id}`, 'checks:read'],
    ['HEAD', `/api/quality/checks/${id}`, 'checks:read'],
    ['GET', `/api/quality/checks/${id}/events`, 'checks:read'],
    ['DELETE', `/api/quality/checks/${id}`, 'checks:write'],
    ['PUT', '/api/quality/repositories/shop/objects', 'checks:write'],
  ])('may not %s %s, and is told that it lacks %s', async (method, path, scope) => {
    const guarded = await Guarded.start({
      without: { scopes: SCOPES.filter((one) => one !== scope) },
      with: { scopes: [scope] },
    });
    const body = { POST: '{', PUT: 'no pack' }[method];
    const type = method === 'PUT' ? PACK_MEDIA_TYPE : 'application/json';
    const refused = await guarded.send('without', method, path, body, type);
    expect(refused.status).toBe(403);
    expect(refused.headers.get(CHALLENGE)).toBe(
      `Bearer realm="quality-gates", error="insufficient_scope", scope="${scope}"`,
    );
    if (method !== 'HEAD') expect((await problemIn(refused, 'forbidden')).detail).toContain(scope);
    const allowed = await guarded.send('with', method, path, body, type);
    expect([401, 403]).not.toContain(allowed.status);
  });

  it('may not waive, whatever else it may, and both are written down', async () => {
    const guarded = await Guarded.start({ agent: { scopes: ['checks:write', 'checks:read'] }, lead: {} });
    const request = waived(question());
    const refused = await guarded.ask('agent', request);
    expect((await problemIn(refused, 'forbidden')).detail).toContain('checks:waive');
    expect(guarded.rig.engine.calls).toHaveLength(0);
    await checkIn(await guarded.ask('lead', request));
    expect(guarded.audit().filter(({ event }) => event === 'waiver')).toMatchObject([
      { decision: 'refused', token: 'agent', waiver: request.waivers?.[0], repository: 'shop' },
      { decision: 'accepted', token: 'lead', checkId: checkIdOf(request) },
    ]);
    expect(guarded.audit().find(({ event }) => event === 'refused')).toMatchObject({
      code: 'forbidden',
      token: 'agent',
      scope: 'checks:waive',
    });
  });
});

describe('a token for some repositories', () => {
  it('asks about those, and learns nothing of others', async () => {
    const guarded = await Guarded.start({ some: { repositories: ['shop'] } });
    await checkIn(await guarded.ask('some', question()));
    const { root } = guarded.rig;
    mkdirSync(join(root, 'other'));
    const answers = await Promise.all(
      ['other', 'absent', join(root, 'other'), join(root, 'absent'), join(root, 'shop'), '/etc'].map(
        async (repository) => {
          const answer = await guarded.ask('some', question({}, repository));
          const { instance: _, ...problem } = await problemIn(answer, 'forbidden');
          return JSON.stringify({ ...problem, headers: answer.headers.get(CHALLENGE) });
        },
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(guarded.rig.engine.calls).toHaveLength(1);
  });

  it('sends no objects to others, whether they are registered or not', async () => {
    const guarded = await Guarded.start({ some: { repositories: ['web'] } });
    const answers = await Promise.all(
      ['shop', 'absent'].map(async (name) => {
        const path = `/api/quality/repositories/${name}/objects`;
        const { instance: _, ...problem } = await problemIn(
          await guarded.send('some', 'PUT', path, 'no pack', PACK_MEDIA_TYPE),
          'forbidden',
        );
        return JSON.stringify(problem);
      }),
    );
    expect(new Set(answers).size).toBe(1);
  });

  it('does not leave its directory by a link, nor by a file that says where git is', async () => {
    const guarded = await Guarded.start({ all: {} });
    const { root } = guarded.rig;
    for (const name of ['mine', 'theirs']) mkdirSync(join(root, name, 'app'), { recursive: true });
    symlinkSync(join(root, 'theirs', 'app'), join(root, 'mine', 'link'));
    symlinkSync(join(root, 'mine', 'app'), join(root, 'mine', 'inner'));
    execFileSync('git', ['init', '--quiet', join(root, 'theirs', 'app')]);
    mkdirSync(join(root, 'mine', 'pointer'));
    writeFileSync(join(root, 'mine', 'pointer', '.git'), `gitdir: ${join(root, 'theirs', 'app', '.git')}\n`);
    await checkIn(await guarded.ask('all', question({}, join(root, 'mine', 'pointer'))));
    const { secret, entry } = makeToken({
      name: 'mine',
      scopes: ['checks:write'],
      repositories: [join(root, 'mine')],
    });
    writeFileSync(guarded.path, JSON.stringify({ tokens: [entry] }));
    guarded.rig.app.reloadTokens();
    const ask = (repository: string): Promise<Response> =>
      guarded.rig.ask(question({}, repository), { token: secret, prefer: 'wait=0' });
    await checkIn(await ask(join(root, 'mine', 'inner')));
    const told = await Promise.all(
      ['link', 'pointer', 'absent'].map(async (name) => {
        const { detail } = await problemIn(await ask(join(root, 'mine', name)), 'repository-unknown');
        return detail?.replace(name, '…');
      }),
    );
    expect(new Set(told).size).toBe(1);
  });

  it.each(['GET', 'DELETE', 'GET events'])(
    'takes a check of another repository for an unknown one: %s',
    async (call) => {
      const guarded = await Guarded.start({ all: {}, other: { repositories: ['web'] } });
      const { checkId } = await checkIn(await guarded.ask('all', question()));
      const running = await guarded.rig.engine.next();
      const [method = '', suffix] = call.split(' ');
      const answers = await Promise.all(
        [checkId, 'f'.repeat(64)].map(async (id) => {
          const path = `/api/quality/checks/${id}${suffix ? '/events' : ''}`;
          const { instance: _, ...problem } = await problemIn(
            await guarded.send('other', method, path),
            'not-found',
          );
          return JSON.stringify(problem);
        }),
      );
      expect(answers[0]).toBe(answers[1]);
      expect(running.signal.aborted).toBe(false);
    },
  );
});

describe('a token that is taken away', () => {
  it('is not known any more, and the others are', async () => {
    const guarded = await Guarded.start({ old: {}, new: {} });
    guarded.keep('new');
    const refused = await guarded.ask('old', question());
    expect(refused.headers.get(CHALLENGE)).toContain('error="invalid_token"');
    await problemIn(refused, 'unauthorized');
    await checkIn(await guarded.ask('new', question()));
    guarded.keep();
    await problemIn(await guarded.ask('new', question()), 'unauthorized');
  });

  it('ends the requests that are held with it', async () => {
    const guarded = await Guarded.start({ old: {}, new: {} });
    const held = guarded.rig.ask(question(), { token: guarded.token('old'), prefer: 'wait=60' });
    await guarded.rig.engine.next();
    guarded.keep('new');
    await problemIn(await held, 'unauthorized');
  });

  it('ends the streams of events that are open with it', async () => {
    const guarded = await Guarded.start({ old: {}, new: {} });
    const { checkId } = await checkIn(await guarded.ask('old', question()));
    const streams = await Promise.all(
      ['old', 'new'].map((name) => guarded.send(name, 'GET', `/api/quality/checks/${checkId}/events`)),
    );
    const [old, kept] = streams;
    const ended = old?.text().catch(() => 'cut');
    guarded.keep('new');
    await ended;
    const reader = kept?.body?.getReader();
    const call = await guarded.rig.engine.next();
    call.answer();
    let rest = '';
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      rest += Buffer.from(part.value).toString();
    }
    expect(rest).toContain('event: verdict');
  });
});

describe('limits', () => {
  it('are counted for each token, and say when to come back', async () => {
    const guarded = await Guarded.start({ few: { requestsPerMinute: 3 }, many: {} });
    const path = `/api/quality/checks/${'a'.repeat(64)}`;
    for (let index = 0; index < 3; index += 1) {
      await problemIn(await guarded.send('few', 'GET', path), 'not-found');
    }
    for (let index = 0; index < 3; index += 1) {
      const limited = await guarded.send('few', 'GET', path);
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      await problemIn(limited, 'rate-limited');
    }
    await problemIn(await guarded.send('many', 'GET', path), 'not-found');
    expect(guarded.audit().filter(({ code }) => code === 'rate-limited')).toMatchObject([{ token: 'few' }]);
  });

  it('hold without tokens too', async () => {
    const rig = await Rig.start({ QG_REQUESTS_PER_MINUTE: '1' });
    await problemIn(await rig.look('a'.repeat(64)), 'not-found');
    await problemIn(await rig.look('a'.repeat(64)), 'rate-limited');
  });

  it('slow guesses down, but lock no good token out, and never the question whether all is well', async () => {
    const guarded = await Guarded.start({ good: {} }, { QG_FAILURES_PER_MINUTE: '2' });
    const path = `/api/quality/checks/${'a'.repeat(64)}`;
    for (const code of ['unauthorized', 'unauthorized', 'rate-limited', 'rate-limited'] as const) {
      const answer = await guarded.send('wrong', 'GET', path);
      await problemIn(answer, code);
      expect(answer.headers.get('connection') === 'close').toBe(code === 'rate-limited');
    }
    await problemIn(await guarded.send('good', 'GET', path), 'not-found');
    for (let index = 0; index < 5; index += 1) {
      expect((await guarded.rig.get('/api/health/live')).status).toBe(200);
      expect((await guarded.rig.get('/api/health/ready')).status).toBe(200);
    }
  });
});

describe('the audit log', () => {
  it('has one line for a verdict, however many asked for it, with who asked first', async () => {
    const file = join(temporaryDirectory(), 'audit.log');
    const guarded = await Guarded.start({ first: {}, second: {} }, { QG_AUDIT_FILE: file });
    const request = question({ origin: { agentId: 'agent-7', taskId: 'x\n{"forged":true}' } });
    const asking = guarded.rig.ask(request, { token: guarded.token('first') });
    const call = await guarded.rig.engine.next();
    call.answer();
    await verdictIn(await asking);
    await verdictIn(await guarded.ask('second', request));
    await guarded.rig.app.close();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        event: 'verdict',
        checkId: checkIdOf(request),
        run: 1,
        token: 'first',
        outcome: 'approved',
        gates: { lint: 'passed' },
      },
    ]);
    expect(guarded.audit()).toEqual([]);
  });

  it('tells of refused tokens, and nothing of their secrets', async () => {
    const guarded = await Guarded.start({ good: {} });
    await guarded.rig.ask(question(), { token: 'qg_a-wrong-token-that-somebody-tries' });
    expect(guarded.audit()).toMatchObject([
      { event: 'refused', code: 'unauthorized', method: 'POST', route: '/api/quality/check' },
    ]);
    expect(guarded.rig.log.join('')).not.toContain('somebody-tries');
  });
});
