import { isAbsolute, join } from 'node:path';
import { ConfigurationError } from '@quality-gates/contract';
import type { CoordinatorOptions, OpenCoordinator } from './coordinator.js';
import type { Terminal } from '../terminal.js';

/** Loads only what the answer comes from: no HTTP client for the engine, no engine for HTTP. */
export async function openCoordinator(
  options: CoordinatorOptions,
  env: Terminal['env'],
): Promise<OpenCoordinator> {
  return options.url === undefined ? embedded(options, env) : remote(options.url, env);
}

async function embedded(
  { sandbox, record }: CoordinatorOptions,
  env: Terminal['env'],
): Promise<OpenCoordinator> {
  const { EmbeddedCoordinator } = await import('@quality-gates/engine');
  const directory = record ? await recordDirectory(env) : undefined;
  const coordinator = new EmbeddedCoordinator({
    sandbox,
    record: directory ? { directory } : false,
    dependencies: { directory: join(await cacheDirectory(), 'dependencies') },
  });
  const { detail, status } = await coordinator.health();
  return {
    coordinator,
    close: () => coordinator.close(),
    // A coordinator that is not well says so, with its code, when it is asked.
    ...(status === 'ok' && detail ? { warning: detail } : {}),
  };
}

/** `QG_RECORD_DIRECTORY`, else the user's cache directory. Never inside a repository, where an agent could write it. */
async function recordDirectory(env: Terminal['env']): Promise<string> {
  const given = env['QG_RECORD_DIRECTORY'];
  if (given) {
    if (isAbsolute(given)) return given;
    throw new ConfigurationError(`QG_RECORD_DIRECTORY is ${JSON.stringify(given)}.`, {
      mend: 'Give an absolute path.',
    });
  }
  return join(await cacheDirectory(), 'record');
}

async function cacheDirectory(): Promise<string> {
  const { default: envPaths } = await import('env-paths');
  return envPaths('quality-gates', { suffix: '' }).cache;
}

async function remote(url: string, env: Terminal['env']): Promise<OpenCoordinator> {
  const token = env['QG_TOKEN'];
  const { openHttpCoordinator } = await import('./http.js');
  return openHttpCoordinator({ url, ...(token ? { token } : {}) });
}
