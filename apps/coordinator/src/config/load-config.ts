import { mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CoordinatorConfig } from './config.js';
import { isLoopback } from './loopback.js';
import { type ConfigurationProblem, ConfigurationProblemsError } from './problems.js';
import { readSettings } from './read-settings.js';
import { Token, TOKEN_SHAPE } from './settings.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables and looks at what they point to.
 *
 * @throws ConfigurationProblemsError with every problem at once
 */
export function loadConfig(environment: Environment): CoordinatorConfig {
  const problems: ConfigurationProblem[] = [];
  const settings = readSettings(environment, problems);

  const roots = (settings.QG_ROOTS ?? []).flatMap((path) => realDirectory('QG_ROOTS', path, problems) ?? []);
  const repositories = Object.entries(settings.QG_REPOSITORIES ?? {}).flatMap(
    ([name, path]): Array<[string, string]> => {
      const real = realDirectory('QG_REPOSITORIES', path, problems);
      return real === undefined ? [] : [[name, real]];
    },
  );
  const tokens = [
    ...(settings.QG_TOKEN === undefined ? [] : [settings.QG_TOKEN]),
    ...(settings.QG_TOKEN_FILE === undefined ? [] : tokensOf(settings.QG_TOKEN_FILE, problems)),
  ];
  const asksForToken = environment.QG_TOKEN !== undefined || environment.QG_TOKEN_FILE !== undefined;
  if (settings.QG_HOST !== undefined && !isLoopback(settings.QG_HOST) && !asksForToken) {
    problems.push({
      name: 'QG_TOKEN',
      found: `not set, while QG_HOST=${settings.QG_HOST} lets other machines in`,
      mend: 'Set QG_TOKEN or QG_TOKEN_FILE, or listen on 127.0.0.1.',
    });
  }
  if (!environment.QG_ROOTS && !environment.QG_REPOSITORIES) {
    problems.push({
      name: 'QG_ROOTS',
      found: 'neither it nor QG_REPOSITORIES is set, so no repository could be asked about',
      mend: 'Set QG_ROOTS to the directories that hold the repositories, or name them in QG_REPOSITORIES.',
    });
  }
  const stateDirectory = settings.QG_STATE_DIRECTORY && ownDirectory(settings.QG_STATE_DIRECTORY, problems);
  if (problems.length > 0) throw new ConfigurationProblemsError(problems);

  const maxWaitMs = set(settings.QG_MAX_WAIT_MS);
  return {
    host: set(settings.QG_HOST),
    port: set(settings.QG_PORT),
    tokens,
    roots,
    repositories: new Map(repositories),
    sandbox: set(settings.QG_SANDBOX),
    concurrency: set(settings.QG_CONCURRENCY),
    queueCapacity: set(settings.QG_QUEUE_CAPACITY),
    defaultWaitMs: Math.min(set(settings.QG_DEFAULT_WAIT_MS), maxWaitMs),
    maxWaitMs,
    leaseMs: set(settings.QG_LEASE_MS),
    shutdownGraceMs: set(settings.QG_SHUTDOWN_GRACE_MS),
    bodyLimitBytes: set(settings.QG_BODY_LIMIT_BYTES),
    rememberedChecks: set(settings.QG_REMEMBERED_CHECKS),
    stateDirectory,
    heartbeatMs: set(settings.QG_HEARTBEAT_MS),
    maxStreams: set(settings.QG_MAX_STREAMS),
    recordDirectory: settings.QG_RECORD_DIRECTORY ?? (stateDirectory && join(stateDirectory, 'record')),
    logLevel: set(settings.QG_LOG_LEVEL),
  };
}

/** A setting with a fallback has a value once there are no problems. */
function set<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('A setting that has a fallback has no value.');
  return value;
}

function realDirectory(name: string, path: string, problems: ConfigurationProblem[]): string | undefined {
  try {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) return real;
    problems.push({ name, found: `${path} is not a directory`, mend: 'Name a directory.' });
  } catch (error) {
    problems.push({
      name,
      found: `${path} cannot be reached (${codeOf(error)})`,
      mend: 'Create it, or correct its name or its permissions.',
    });
  }
  return undefined;
}

/** Made for this service alone, where it is not there yet. */
function ownDirectory(path: string, problems: ConfigurationProblem[]): string | undefined {
  const name = 'QG_STATE_DIRECTORY';
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realDirectory(name, path, problems);
  } catch (error) {
    problems.push({
      name,
      found: `${path} cannot be made (${codeOf(error)})`,
      mend: 'Name a directory that this user may write to.',
    });
    return undefined;
  }
}

const TOKEN_FILE_LIMIT_BYTES = 65_536;

function tokensOf(path: string, problems: ConfigurationProblem[]): string[] {
  const name = 'QG_TOKEN_FILE';
  try {
    if (statSync(path).size > TOKEN_FILE_LIMIT_BYTES) {
      problems.push({
        name,
        found: `${path} is larger than 64 KiB`,
        mend: 'Name a file with a token per line.',
      });
      return [];
    }
    const lines = readFileSync(path, 'utf8').split(/\r?\n/);
    const tokens = lines.map((line) => line.trim()).filter((line) => line !== '');
    if (tokens.length > 0 && tokens.every((token) => Token.safeParse(token).success)) return tokens;
    problems.push({
      name,
      found: tokens.length === 0 ? `${path} is empty` : `${path} has a line that is no token`,
      mend: `Put one token on each line: ${TOKEN_SHAPE}.`,
    });
  } catch (error) {
    problems.push({
      name,
      found: `${path} cannot be read (${codeOf(error)})`,
      mend: 'Create it, or correct its name or its permissions.',
    });
  }
  return [];
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
