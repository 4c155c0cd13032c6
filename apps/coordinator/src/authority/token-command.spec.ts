import { createHash } from 'node:crypto';
import { z } from 'zod';
import { tokenCommand } from './token-command.js';
import { TokenEntry } from './tokens-file.js';

const Printed = z.strictObject({ secret: z.string().regex(/^qg_[\w-]{43}$/), entry: TokenEntry });

describe('the command that makes tokens', () => {
  it('prints the secret once, and an entry that holds only its hash', () => {
    const { out, exitCode } = tokenCommand(
      '--name ci --scopes checks:read --repositories shop,/srv/git --not-after 2027-01-01T00:00:00Z --requests-per-minute 60'.split(
        ' ',
      ),
    );
    const { secret, entry } = Printed.parse(JSON.parse(out));
    expect({ exitCode, ...entry }).toEqual({
      exitCode: 0,
      name: 'ci',
      sha256: createHash('sha256').update(secret).digest('hex'),
      scopes: ['checks:read'],
      repositories: ['shop', '/srv/git'],
      notAfter: '2027-01-01T00:00:00Z',
      requestsPerMinute: 60,
    });
    expect(out.split(secret)).toHaveLength(2);
  });

  it('may ask, but not waive, unless it is said', () => {
    const { entry } = Printed.parse(JSON.parse(tokenCommand(['--name', 'ci']).out));
    expect(entry).toMatchObject({ scopes: ['checks:read', 'checks:write'], repositories: 'all' });
  });

  it('makes another secret each time', () => {
    const secrets = [1, 2].map(() => Printed.parse(JSON.parse(tokenCommand(['--name', 'ci']).out)).secret);
    expect(secrets[0]).not.toBe(secrets[1]);
  });

  it.each([
    ['no name', []],
    ['a name that is none', ['--name', 'a b']],
    ['a scope that is none', ['--name', 'a', '--scopes', 'checks:all']],
    ['no scope', ['--name', 'a', '--scopes', '']],
    ['a relative path', ['--name', 'a', '--repositories', './x']],
    ['a day for an instant', ['--name', 'a', '--not-after', '2027-01-01']],
    ['a number that is none', ['--name', 'a', '--requests-per-minute', 'many']],
    ['an option that is none', ['--name', 'a', '--admin']],
  ])('refuses %s, and says what is wrong', (_, args) => {
    const { out, err, exitCode } = tokenCommand(args);
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 64 });
    expect(err).toMatch(/\S.*--help/);
  });
});
