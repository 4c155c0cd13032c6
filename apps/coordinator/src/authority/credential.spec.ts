import type { CheckRequest } from '@quality-gates/contract';
import { assertCovers, assertMayAsk, assertScope } from './assert.js';
import { allowedEverything, type Credential, covers } from './credential.js';
import type { Scope } from './scope.js';

const credential = (repositories: Credential['repositories'], ...scopes: Scope[]): Credential => ({
  ...allowedEverything('some'),
  repositories,
  scopes: new Set(scopes),
});

const request = (repository: string, waived = false): CheckRequest => ({
  stage: 'pre-commit',
  candidate: {
    repository,
    tree: 'a'.repeat(40),
    base: { ref: 'main', commit: 'b'.repeat(40) },
  },
  ...(waived && {
    waivers: [
      {
        rule: 'no-var',
        tree: 'a'.repeat(40),
        base: 'b'.repeat(40),
        reason: 'agreed',
        grantedBy: 'lead',
        expiresAt: '2030-01-01T00:00:00Z',
      },
    ],
  }),
});

describe('a credential', () => {
  it.each([
    ['shop', 'shop', true],
    ['shop', 'shop2', false],
    ['shop', 'shop/x', false],
    ['shop', '/shop', false],
    ['shop', './shop', false],
    ['/srv/git', '/srv/git', true],
    ['/srv/git', '/srv/git/team/app', true],
    ['/srv/git/', '/srv/git/app', true],
    ['/srv/git', '/srv/git/..app', true],
    ['/srv/git', '/srv/git-other/app', false],
    ['/srv/git', '/srv', false],
    ['/srv/git', '/srv/git/../secret', false],
    ['/srv/git', '/srv/git/app/../../secret', false],
    ['/srv/git', '/srv//git/app', true],
    ['/srv/git', 'srv/git', false],
    ['/srv/git', 'app', false],
    ['/', '/anything', true],
    ['constructor', 'toString', false],
  ])('for %s covers %s: %s', (granted, asked, expected) => {
    expect(covers({ repositories: [granted] }, asked)).toBe(expected);
  });

  it('for no repository covers none, and for all covers every one', () => {
    expect(covers({ repositories: [] }, 'shop')).toBe(false);
    expect(covers({ repositories: 'all' }, '/anything')).toBe(true);
  });
});

describe('what may be asked', () => {
  const all = credential('all', 'checks:write');

  it('needs the scope, which the refusal names', () => {
    expect(() => assertScope(credential('all', 'checks:read'), 'checks:write')).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        scope: 'checks:write',
        challenge: 'Bearer realm="quality-gates", error="insufficient_scope", scope="checks:write"',
      }),
    );
    expect(() => assertScope(all, 'checks:write')).not.toThrow();
  });

  it('needs the repository, and the refusal is the same for every other one', () => {
    const some = credential(['shop'], 'checks:write');
    expect(() => assertCovers(some, 'shop', 'checks:write')).not.toThrow();
    const messages = ['other', '/etc', 'absent'].map((repository) => {
      try {
        assertCovers(some, repository, 'checks:write');
      } catch (error) {
        return String(error);
      }
      return 'allowed';
    });
    expect(new Set(messages).size).toBe(1);
    expect(messages[0]).toContain('checks:write');
  });

  it('needs a scope of its own where waivers come with it, which are written down either way', () => {
    const written: string[] = [];
    const audit = {
      waivers: ({ waivers = [] }: CheckRequest, token: string, decision: string): void => {
        for (const _ of waivers) written.push(`${token} ${decision}`);
      },
    };
    expect(() => assertMayAsk(all, request('shop'), audit)).not.toThrow();
    expect(() => assertMayAsk(all, { ...request('shop'), waivers: [] }, audit)).not.toThrow();
    expect(() => assertMayAsk(all, request('shop', true), audit)).toThrow(/checks:waive/);
    const waiving = credential('all', 'checks:write', 'checks:waive');
    expect(() => assertMayAsk(waiving, request('shop', true), audit)).not.toThrow();
    expect(() => assertMayAsk(credential('all', 'checks:waive'), request('shop', true), audit)).toThrow(
      /checks:write/,
    );
    expect(written).toEqual(['some refused', 'some accepted', 'some refused']);
  });
});
