import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { protocolOf } from '@quality-gates/git';
import { assertWritable } from '../audit/assert-writable.js';
import { readTokens, TokensFileError } from '../authority/read-tokens.js';
import { errnoOf } from '@quality-gates/contract';
import type { CoordinatorConfig } from './config.js';
import type { RegisteredRepository } from '../repositories/registered-repository.js';
import { isLoopback } from './loopback.js';
import { type ConfigurationProblem, ConfigurationProblemsError } from './problems.js';
import { readSettings } from './read-settings.js';

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
  const repositories = Object.entries(settings.QG_REPOSITORIES ?? {}).map(
    ([name, repository]) => [name, checkedRepository(repository, problems)] as const,
  );
  if (settings.QG_TOKENS_FILE !== undefined) assertTokens(settings.QG_TOKENS_FILE, problems);
  if (settings.QG_AUDIT_FILE !== undefined) assertWritable('QG_AUDIT_FILE', settings.QG_AUDIT_FILE, problems);
  if (environment.QG_TOKEN_FILE !== undefined) {
    problems.push({
      name: 'QG_TOKEN_FILE',
      found: 'set, but there is no such setting, and nobody would be asked for a token',
      mend: 'Set QG_TOKENS_FILE.',
    });
  }
  const asksForToken = environment.QG_TOKEN !== undefined || environment.QG_TOKENS_FILE !== undefined;
  if (settings.QG_HOST !== undefined && !isLoopback(settings.QG_HOST) && !asksForToken) {
    problems.push({
      name: 'QG_TOKEN',
      found: `not set, while QG_HOST=${settings.QG_HOST} lets other machines in`,
      mend: 'Set QG_TOKEN or QG_TOKENS_FILE, or listen on 127.0.0.1.',
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
    tokens: { plain: settings.QG_TOKEN, file: settings.QG_TOKENS_FILE },
    requestsPerMinute: set(settings.QG_REQUESTS_PER_MINUTE),
    failuresPerMinute: set(settings.QG_FAILURES_PER_MINUTE),
    maxConnections: set(settings.QG_MAX_CONNECTIONS),
    requestTimeoutMs: set(settings.QG_REQUEST_TIMEOUT_MS),
    auditFile: settings.QG_AUDIT_FILE,
    auditLimitBytes: set(settings.QG_AUDIT_LIMIT_BYTES),
    roots,
    repositories: new Map(repositories),
    packLimitBytes: set(settings.QG_PACK_LIMIT_BYTES),
    objectsLimitBytes: set(settings.QG_OBJECTS_LIMIT_BYTES),
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

/** With its real path, and with what it points to looked at. */
function checkedRepository(
  { path, remote, tokenFile }: RegisteredRepository,
  problems: ConfigurationProblem[],
): RegisteredRepository {
  const name = 'QG_REPOSITORIES';
  try {
    if (remote !== undefined) protocolOf(remote);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    problems.push({ name, found: found.replace(/\.$/, ''), mend: 'Correct the address.' });
  }
  if (tokenFile !== undefined && !isFile(tokenFile)) {
    problems.push({
      name,
      found: `${tokenFile} is no file`,
      mend: 'Create it, or correct its name or its permissions.',
    });
  }
  return { path: path && realDirectory(name, path, problems), remote, tokenFile };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function realDirectory(name: string, path: string, problems: ConfigurationProblem[]): string | undefined {
  try {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) return real;
    problems.push({ name, found: `${path} is not a directory`, mend: 'Name a directory.' });
  } catch (error) {
    problems.push({
      name,
      found: `${path} cannot be reached (${errnoOf(error) ?? 'unknown error'})`,
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
      found: `${path} cannot be made (${errnoOf(error) ?? 'unknown error'})`,
      mend: 'Name a directory that this user may write to.',
    });
    return undefined;
  }
}

function assertTokens(path: string, problems: ConfigurationProblem[]): void {
  try {
    readTokens(path);
  } catch (error) {
    if (!(error instanceof TokensFileError)) throw error;
    problems.push({ name: 'QG_TOKENS_FILE', found: error.found, mend: error.mend });
  }
}
