import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { ManagerName } from './manager-name.js';

/** A package manager of the host, and its version. */
export interface Manager {
  name: ManagerName;
  version: string;
  /** The executable, and what comes before its arguments. */
  file: string;
  args: readonly string[];
}

/** What may take its time the first time that it is started on a busy machine. */
const VERSION_TIMEOUT_MS = 60_000;

/** Finds a package manager of the host: npm beside this Node.js first, else on the path of the environment. */
export async function findManager(
  name: ManagerName,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Manager | undefined> {
  const program = name.startsWith('yarn') ? 'yarn' : name;
  const found = (program === 'npm' ? await npmOfNode() : undefined) ?? (await onPath(program, env['PATH']));
  if (found === undefined) return undefined;
  const isScript = /\.[cm]?js$/.test(found);
  const start = isScript ? { file: process.execPath, args: [found] } : { file: found, args: [] };
  const told = await execa(start.file, [...start.args, '--version'], {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: VERSION_TIMEOUT_MS,
    maxBuffer: 10_000,
  });
  const version = told.exitCode === 0 ? told.stdout.trim() : '';
  if (!/^\d+\.\d+\.\d+\S*$/.test(version)) return undefined;
  if (name.startsWith('yarn') && version.startsWith('1.') !== (name === 'yarn-classic')) return undefined;
  return { name, version, ...start };
}

async function npmOfNode(): Promise<string | undefined> {
  const beside = path.dirname(await realpath(process.execPath));
  const places = [path.join(beside, '../lib/node_modules'), path.join(beside, 'node_modules')];
  for (const place of places) {
    const file = path.join(place, 'npm/bin/npm-cli.js');
    if ((await stat(file).catch(() => undefined))?.isFile()) return file;
  }
  return undefined;
}

async function onPath(program: string, directories = ''): Promise<string | undefined> {
  for (const directory of directories.split(path.delimiter)) {
    const file = await realpath(path.join(directory, program)).catch(() => undefined);
    if (file !== undefined && (await stat(file)).isFile()) return file;
  }
  return undefined;
}
