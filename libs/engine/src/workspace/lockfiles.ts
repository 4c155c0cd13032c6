import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '@quality-gates/contract';
import semver from 'semver';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Project } from '../policy/project.js';

/** Says what an installed set lacks against the candidate, or nothing where they match. */
export interface LockfileCheck {
  /** The file that pins the dependencies; nothing where the project has none. */
  lockfile?: string;
  /** The command that installs exactly what the candidate asks for. */
  install: string;
  mismatch(candidate: Project, nodeModules: string): Promise<string | undefined>;
}

/** One check for each package manager, the first whose lockfile is in the tree applies. */
export const LOCKFILE_CHECKS: readonly LockfileCheck[] = [
  { lockfile: 'package-lock.json', install: 'npm ci', mismatch: npmMismatch('package-lock.json') },
  { lockfile: 'npm-shrinkwrap.json', install: 'npm ci', mismatch: npmMismatch('npm-shrinkwrap.json') },
  { lockfile: 'pnpm-lock.yaml', install: 'pnpm install --frozen-lockfile', mismatch: pnpmMismatch },
  { lockfile: 'yarn.lock', install: 'yarn install --frozen-lockfile', mismatch: yarnMismatch },
];

/** For projects without a lockfile that is understood: what the manifest asks for is installed in a version that fits. */
export const MANIFEST_CHECK: LockfileCheck = { install: 'npm install', mismatch: manifestMismatch };

const NpmLock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      peer: z.boolean().optional(),
      extraneous: z.boolean().optional(),
    }),
  ),
});

function npmMismatch(lockfile: string): LockfileCheck['mismatch'] {
  return async (candidate, nodeModules) => {
    const wanted = parseJson(NpmLock, await candidate.read(lockfile));
    if (!wanted) return `${lockfile} is not a lockfile of version 2 or 3`;
    const installed = parseJson(NpmLock, await readText(path.join(nodeModules, '.package-lock.json')));
    if (!installed) return 'node_modules was not installed by npm';
    for (const [location, entry] of Object.entries(wanted.packages)) {
      if (!location.includes('node_modules/') || entry.link) continue;
      const found = installed.packages[location];
      if (!found) {
        if (entry.optional || entry.devOptional || entry.peer) continue;
        return `${location} is not installed`;
      }
      const differs =
        found.version !== entry.version ||
        (entry.integrity && found.integrity && entry.integrity !== found.integrity);
      if (differs) return `${location} is installed as ${found.version}, the lockfile says ${entry.version}`;
    }
    const surplus = Object.entries(installed.packages).find(
      ([location, entry]) => !entry.link && !wanted.packages[location],
    );
    return surplus && `${surplus[0]} is installed, the lockfile does not name it`;
  };
}

const PnpmImporter = z.object({
  dependencies: z.unknown().optional(),
  devDependencies: z.unknown().optional(),
  optionalDependencies: z.unknown().optional(),
});
const PnpmLock = z.object({
  ...PnpmImporter.shape,
  importers: z.record(z.string(), PnpmImporter).optional(),
  packages: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() }).nullable()).nullish(),
  snapshots: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() }).nullable()).nullish(),
});

async function pnpmMismatch(candidate: Project, nodeModules: string): Promise<string | undefined> {
  const wanted = parseYamlAs(PnpmLock, await candidate.read('pnpm-lock.yaml'));
  if (!wanted) return 'pnpm-lock.yaml cannot be read';
  const installed = parseYamlAs(PnpmLock, await readText(path.join(nodeModules, '.pnpm', 'lock.yaml')));
  if (!installed) return 'node_modules was not installed by pnpm';
  const importers = (lock: z.infer<typeof PnpmLock>) =>
    canonicalJson(lock.importers ?? { '.': PnpmImporter.parse(lock) });
  if (importers(wanted) !== importers(installed)) return 'the installed set answers another pnpm-lock.yaml';
  const optional = new Set(
    Object.entries(wanted.snapshots ?? wanted.packages ?? {}).flatMap(([name, entry]) =>
      entry?.optional ? [withoutPeers(name)] : [],
    ),
  );
  const missing = Object.keys(wanted.packages ?? {}).find(
    (name) => !installed.packages?.[name] && !optional.has(withoutPeers(name)),
  );
  if (missing) return `${missing} is not installed`;
  const surplus = Object.keys(installed.packages ?? {}).find((name) => !wanted.packages?.[name]);
  return surplus && `${surplus} is installed, the lockfile does not name it`;
}

const withoutPeers = (name: string) => name.replace(/\(.*$/, '');

async function yarnMismatch(candidate: Project, nodeModules: string): Promise<string | undefined> {
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
  return missing && !new RegExp(`"${escape(missing)}"[\\s\\S]*?conditions:`).test(lock)
    ? `${missing} is not installed`
    : undefined;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

async function manifestMismatch(candidate: Project, nodeModules: string): Promise<string | undefined> {
  const wanted = { ...candidate.manifest.dependencies, ...candidate.manifest.devDependencies };
  for (const [name, range] of Object.entries(wanted)) {
    const manifest = parseJson(
      z.looseObject({ version: z.string() }),
      await readText(path.join(nodeModules, name, 'package.json')),
    );
    if (!manifest) return `${name} is not installed`;
    const versionRange = semver.validRange(range);
    if (versionRange && !semver.satisfies(manifest.version, versionRange, { includePrerelease: true })) {
      return `${name} is installed as ${manifest.version}, package.json asks for ${range}`;
    }
  }
  return undefined;
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function parseJson<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function parseYamlAs<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : schema.safeParse(parseYaml(text, { maxAliasCount: 1000 })).data;
  } catch {
    return undefined;
  }
}
