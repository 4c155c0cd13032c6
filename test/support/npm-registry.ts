import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One package that the registry serves; `files` are beside its manifest. */
export interface ServedPackage {
  name: string;
  version: string;
  files?: Readonly<Record<string, string>>;
  manifest?: Readonly<Record<string, unknown>>;
}

/** A registry of npm packages on loopback, and a host whose npm knows no other. */
export interface NpmRegistry extends AsyncDisposable {
  url: string;
  /** A directory that goes with the registry. */
  home: string;
  /** The environment of an operator whose npm is set up for this registry. */
  env: NodeJS.ProcessEnv;
  /** Paths that were asked for, in order. */
  requests: readonly string[];
  /** The lockfile entry of a served package. */
  entry(name: string, version: string): Record<string, unknown>;
  /** Keeps answers back until the result is called. */
  hold(): () => void;
  /** Settles when a request has come in that is being kept back, and when its caller has gone. */
  held(): Promise<{ gone: Promise<void> }>;
}

export async function npmRegistry(packages: readonly ServedPackage[]): Promise<NpmRegistry> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'qg-registry-')));
  const archives = new Map<string, Buffer>();
  for (const one of packages) archives.set(archivePath(one), await pack(one, home));

  const requests: string[] = [];
  const waiting: ServerResponse[] = [];
  let isHolding = false;
  let tellHeld: (held: { gone: Promise<void> }) => void = () => {};
  const held = new Promise<{ gone: Promise<void> }>((resolve) => (tellHeld = resolve));
  const answer = (response: ServerResponse, url: string) => {
    const archive = archives.get(url) ?? about(url.slice(1), packages);
    response.writeHead(archive ? 200 : 404, { 'content-type': 'application/octet-stream' });
    response.end(archive);
  };
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '');
    requests.push(url);
    if (!isHolding) return answer(response, url);
    waiting.push(response);
    tellHeld({ gone: new Promise((resolve) => response.once('close', resolve)) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url,
    home,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      npm_config_registry: url,
      npm_config_cache: path.join(home, 'cache'),
      npm_config_fetch_retries: '0',
    },
    requests,
    entry(name, version) {
      const one = packages.find((it) => it.name === name && it.version === version);
      const archive = one && archives.get(archivePath(one));
      if (!one || !archive) throw new Error(`This registry has no ${name}@${version}.`);
      const { dependencies, peerDependencies, bin } = one.manifest ?? {};
      return {
        version,
        resolved: `${url}${archivePath(one)}`,
        integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
        ...(dependencies === undefined ? {} : { dependencies }),
        ...(peerDependencies === undefined ? {} : { peerDependencies }),
        ...(bin === undefined ? {} : { bin }),
        ...(one.manifest?.['scripts'] === undefined ? {} : { hasInstallScript: true }),
      };
    },
    hold() {
      isHolding = true;
      return () => {
        isHolding = false;
        for (const response of waiting.splice(0)) response.destroy();
      };
    },
    held: () => held,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

/** A lockfile of npm for a root manifest, from entries by location. */
export function npmLock(
  manifest: Readonly<Record<string, unknown>>,
  packages: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify({ lockfileVersion: 3, requires: true, packages: { '': manifest, ...packages } });
}

/** What the registry says of a package: its versions. */
function about(name: string, packages: readonly ServedPackage[]): Buffer | undefined {
  const versions = packages.filter((one) => one.name === name);
  const latest = versions.at(-1);
  if (!latest) return undefined;
  const manifests = versions.map(({ version, manifest }) => [
    version,
    { name, version, ...manifest, dist: { tarball: archivePath({ name, version }) } },
  ]);
  return Buffer.from(
    JSON.stringify({
      name,
      'dist-tags': { latest: latest.version },
      versions: Object.fromEntries(manifests),
    }),
  );
}

const archivePath = ({ name, version }: ServedPackage) =>
  `/${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;

async function pack({ name, version, files = {}, manifest }: ServedPackage, home: string): Promise<Buffer> {
  const place = await mkdtemp(path.join(home, 'pack-'));
  const all = {
    'package.json': JSON.stringify({ name, version, ...manifest }),
    'index.js': `module.exports = ${JSON.stringify(`${name}@${version}`)};\n`,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    const target = path.join(place, 'package', file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  const archive = path.join(place, 'package.tgz');
  await run('tar', ['-czf', archive, '-C', place, 'package']);
  return readFile(archive);
}
