import path from 'node:path';
import { z } from 'zod';
import type { Project } from '../../policy/project.js';
import { escapeRegExp } from '../../sources/escape-regexp.js';
import { parseJson, readText } from './read.js';

/** Yarn leaves the state of what it installed in node_modules: one form for version 1, another since version 2. */
export async function yarnMismatch(candidate: Project, nodeModules: string): Promise<string | undefined> {
  const lock = (await candidate.read('yarn.lock')) ?? '';
  const state = await readText(path.join(nodeModules, '.yarn-state.yml'));
  if (state !== undefined) return berryMismatch(lock, state);
  const integrity = parseJson(
    z.looseObject({ lockfileEntries: z.record(z.string(), z.string()) }),
    await readText(path.join(nodeModules, '.yarn-integrity')),
  );
  if (!integrity)
    return 'node_modules was not installed by yarn (Plug’n’Play is not supported: use nodeLinker: node-modules)';
  const wanted = classicEntries(lock);
  const missing = Object.keys(wanted).find(
    (pattern) => integrity.lockfileEntries[pattern] !== wanted[pattern],
  );
  if (missing) return `${missing} is not installed as the lockfile says`;
  const surplus = Object.keys(integrity.lockfileEntries).find((pattern) => !(pattern in wanted));
  return surplus && `${surplus} is installed, the lockfile does not name it`;
}

/** Yarn 1: a line of patterns, then indented fields, of which `resolved` names the archive. */
function classicEntries(lock: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const block of lock.split(/\n(?=\S)/)) {
    const patterns = /^([^#\s].*):\s*$/m.exec(block)?.[1];
    const resolved = /^ {2}resolved "([^"]*)"/m.exec(block)?.[1] ?? '';
    for (const pattern of patterns?.split(', ') ?? []) entries[pattern.replaceAll('"', '')] = resolved;
  }
  return entries;
}

/** Yarn 2 and later: every resolution of the lockfile that is not of the workspace is in the state of the installed set. */
function berryMismatch(lock: string, state: string): string | undefined {
  const resolutions = [...lock.matchAll(/^ {2}resolution: "([^"]+)"/gm)].map((match) => match[1] ?? '');
  const missing = resolutions.find(
    (resolution) =>
      /@npm:/.test(resolution) && !/@virtual:/.test(resolution) && !state.includes(`"${resolution}"`),
  );
  return missing && !new RegExp(`"${escapeRegExp(missing)}"[\\s\\S]*?conditions:`).test(lock)
    ? `${missing} is not installed`
    : undefined;
}
