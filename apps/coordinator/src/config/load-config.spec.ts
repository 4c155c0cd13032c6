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
      tokens: {},
      requestsPerMinute: 6000,
      failuresPerMinute: 60,
      maxConnections: 2000,
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
      QG_TOKENS_FILE: '/does/not/exist',
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
      'QG_TOKENS_FILE',
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

  it.each(['QG_TOKEN', 'QG_TOKENS_FILE', 'QG_TOKEN_FILE'])(
    'does not take a %s that has gone missing, or is misspelt, for none',
    (name) => {
      expect(problemsOf({ [name]: '', QG_ROOTS: temporaryDirectory() })).toMatchObject([{ name }]);
    },
  );

  it('takes a file of tokens, and tells where it is wrong', () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'tokens.json');
    const settings = { QG_TOKENS_FILE: path, QG_ROOTS: directory, QG_HOST: '0.0.0.0' };
    writeFileSync(path, '{ "tokens": [] }');
    expect(loadConfig(settings).tokens).toEqual({ file: path });
    writeFileSync(path, '{ "tokens": [{ "name": "ci" }] }');
    const problems = problemsOf(settings);
    expect(problems).toMatchObject([{ name: 'QG_TOKENS_FILE' }]);
    expect(problems[0]?.found).toContain('/tokens/0/sha256');
  });

  it('refuses an audit file that cannot be written', () => {
    const directory = temporaryDirectory();
    const settings = { QG_AUDIT_FILE: join(directory, 'absent', 'audit.log'), QG_ROOTS: directory };
    expect(problemsOf(settings)).toMatchObject([{ name: 'QG_AUDIT_FILE' }]);
  });

  it('asks for something that can be asked about', () => {
    expect(problemsOf({})).toMatchObject([{ name: 'QG_ROOTS' }]);
  });

  it('is explained by the help, with every name', () => {
    for (const name of Object.keys(SETTINGS)) expect(helpText()).toContain(`  ${name}\n`);
  });
});
