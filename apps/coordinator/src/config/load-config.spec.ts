import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, temporaryDirectory } from '../testing/rig.js';
import { helpText } from './help.js';
import { loadConfig } from './load-config.js';
import { ConfigurationProblemsError } from './problems.js';
import { SETTINGS } from './settings.js';

afterEach(cleanUp);

function problemsOf(
  environment: Record<string, string>,
): Array<{ name: string; found: string; mend: string }> {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationProblemsError) return [...error.problems];
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('has safe defaults', () => {
    const root = temporaryDirectory();
    expect(loadConfig({ QG_ROOTS: root, QG_PORT: '' })).toMatchObject({
      host: '127.0.0.1',
      port: 3500,
      tokens: [],
      roots: [root],
      sandbox: 'bubblewrap',
      queueCapacity: 100,
      leaseMs: 60_000,
      logLevel: 'info',
    });
  });

  it('follows links once, at the start', () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'real'));
    symlinkSync(join(directory, 'real'), join(directory, 'link'));
    const link = join(directory, 'link');
    const config = loadConfig({
      QG_ROOTS: `${link}:${directory}`,
      QG_REPOSITORIES: JSON.stringify({ shop: link }),
    });
    expect(config.roots).toEqual([join(directory, 'real'), directory]);
    expect(config.repositories.get('shop')).toEqual({ path: join(directory, 'real') });
  });

  it('makes the state directory for itself alone, and keeps the record in it where no other is named', () => {
    const root = temporaryDirectory();
    const config = loadConfig({ QG_ROOTS: root, QG_STATE_DIRECTORY: join(root, 'var/state') });
    expect(config.stateDirectory).toBe(join(root, 'var/state'));
    expect(config.recordDirectory).toBe(join(root, 'var/state/record'));
    expect(statSync(join(root, 'var/state')).mode & 0o777).toBe(0o700);
    const named = { QG_ROOTS: root, QG_STATE_DIRECTORY: root, QG_RECORD_DIRECTORY: join(root, 'other') };
    expect(loadConfig(named).recordDirectory).toBe(join(root, 'other'));
    expect(problemsOf({ QG_ROOTS: root, QG_STATE_DIRECTORY: '/dev/null/state' })).toMatchObject([
      { name: 'QG_STATE_DIRECTORY' },
    ]);
  });

  it('tells every problem at once, with its mend', () => {
    const problems = problemsOf({
      QG_HOST: 'not a host',
      QG_PORT: '65536',
      QG_ROOTS: '/does/not/exist:/dev/null',
      QG_REPOSITORIES: '{"../x":"/tmp"}',
      QG_SANDBOX: 'docker',
      QG_CONCURRENCY: '1.5',
      QG_QUEUE_CAPACITY: '-1',
      QG_MAX_WAIT_MS: '3000000000',
      QG_LOG_LEVEL: 'loud',
      QG_TOKEN_FILE: '/does/not/exist',
    });
    expect(problems.map(({ name }) => name)).toEqual([
      'QG_HOST',
      'QG_PORT',
      'QG_REPOSITORIES',
      'QG_SANDBOX',
      'QG_CONCURRENCY',
      'QG_QUEUE_CAPACITY',
      'QG_MAX_WAIT_MS',
      'QG_LOG_LEVEL',
      'QG_ROOTS',
      'QG_ROOTS',
      'QG_TOKEN_FILE',
    ]);
    for (const { found, mend } of problems) expect([found, mend]).not.toContain('');
  });

  it('never tells a secret', () => {
    const problems = problemsOf({ QG_ROOTS: temporaryDirectory(), QG_TOKEN: 'hunter2 hunter2 hunter2' });
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it.each(['0.0.0.0', '::', '192.0.2.7', 'example.org', '128.0.0.1', '127.evil.example'])(
    'refuses to listen on %s without a token',
    (host) => {
      expect(problemsOf({ QG_HOST: host, QG_ROOTS: temporaryDirectory() })).toMatchObject([
        { name: 'QG_TOKEN' },
      ]);
    },
  );

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('listens on %s without a token', (host) => {
    expect(problemsOf({ QG_HOST: host, QG_ROOTS: temporaryDirectory() })).toEqual([]);
  });

  it('does not take a token that has gone missing for none', () => {
    expect(problemsOf({ QG_TOKEN: '', QG_ROOTS: temporaryDirectory() })).toMatchObject([
      { name: 'QG_TOKEN' },
    ]);
  });

  it.each([
    ['empty', ''],
    ['one of whose lines is no token', 'a-very-long-token-indeed\nshort'],
    ['too large', 'x'.repeat(70_000)],
  ])('refuses a token file that is %s', (_, content) => {
    const directory = temporaryDirectory();
    const path = join(directory, 'tokens');
    writeFileSync(path, content);
    expect(problemsOf({ QG_TOKEN_FILE: path, QG_ROOTS: directory })).toMatchObject([
      { name: 'QG_TOKEN_FILE' },
    ]);
  });

  it('takes every token of a token file', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'tokens'), 'the-token-of-yesterday\r\n\nthe-token-of-today\n');
    const { tokens } = loadConfig({ QG_TOKEN_FILE: join(directory, 'tokens'), QG_ROOTS: directory });
    expect(tokens).toEqual(['the-token-of-yesterday', 'the-token-of-today']);
  });

  it('takes repositories by a path, by a remote, or by both', () => {
    const directory = temporaryDirectory();
    const tokenFile = join(directory, 'token');
    writeFileSync(tokenFile, 'secret');
    const remote = 'https://git.example.org/shop.git';
    const { repositories } = loadConfig({
      QG_REPOSITORIES: JSON.stringify({
        plain: directory,
        path: { path: directory },
        remote: { remote, tokenFile },
        both: { path: directory, remote: 'git@example.org:shop.git' },
      }),
    });
    expect(Object.fromEntries(repositories)).toEqual({
      plain: { path: directory },
      path: { path: directory },
      remote: { remote, tokenFile },
      both: { path: directory, remote: 'git@example.org:shop.git' },
    });
  });

  it.each<[string, unknown]>([
    ['neither a path nor a remote', {}],
    ['an unknown member', { path: '/', url: 'x' }],
    ['a token file without a remote', { path: '/', tokenFile: '/dev/null' }],
    ['a token file that is none', { remote: '/', tokenFile: '/' }],
    ['a relative path', { path: 'shop' }],
    ['a remote that is none', { remote: 'ext::sh -c id' }],
    ['a remote that anybody can listen to', { remote: 'http://git.example.org/shop.git' }],
    ['a secret in its address', { remote: 'https://robot:hunter2@git.example.org/shop.git' }],
    [
      'a secret in an address that is none',
      { remote: 7, or: 'https://robot:hunter2@git.example.org/shop.git' },
    ],
  ])('refuses a repository with %s', (_, repository) => {
    const problems = problemsOf({ QG_REPOSITORIES: JSON.stringify({ shop: repository }) });
    expect(problems).toMatchObject([{ name: 'QG_REPOSITORIES' }]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('asks for something that can be asked about', () => {
    expect(problemsOf({})).toMatchObject([{ name: 'QG_ROOTS' }]);
  });

  it('is explained by the help, with every name', () => {
    for (const name of Object.keys(SETTINGS)) expect(helpText()).toContain(`  ${name}\n`);
  });
});
