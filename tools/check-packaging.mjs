// Every package that can be published is packed as npm packs it: publint has nothing to say about it, it
// carries no test and no build state, and what its package.json names is inside.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
const UNWANTED = /\.tsbuildinfo|\.(?:e2e-)?spec\.|\/rig\/|\.tgz$|(?:^|\/)\.(?:env|npmrc)/;

function npm(...args) {
  return JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
}

/** Every file that a member of package.json names. */
function named(value) {
  if (typeof value === 'string') return value.startsWith('./') ? [value.slice(2)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(named) : [];
}

async function complaintsAbout(location, packed, tarball) {
  const manifest = JSON.parse(readFileSync(join(root, location, 'package.json'), 'utf8'));
  const { messages } = await publint({ strict: true, pack: { tarball } });
  const files = packed.files.map(({ path }) => path);
  const there = new Set(files);
  const promised = new Set(
    named([manifest.exports, manifest.bin, manifest.main, manifest.module, manifest.types]),
  );
  return [
    ...messages.map((message) => formatMessage(message, manifest, { color: false }) ?? message.code),
    ...files.filter((file) => UNWANTED.test(file)).map((file) => `${file} does not belong into the package`),
    ...[...promised]
      .filter((file) => !there.has(file))
      .map((file) => `${file} is named in package.json and not in the package; run \`npm run build\``),
  ];
}

const published = npm('query', '.workspace').filter((workspace) => workspace.private !== true);
const destination = mkdtempSync(join(tmpdir(), 'check-packaging-'));
try {
  const answer = npm(
    'pack',
    '--ignore-scripts',
    '--json',
    `--pack-destination=${destination}`,
    ...published.flatMap(({ location }) => ['--workspace', location]),
  );
  const packages = new Map(Object.values(answer).map((packed) => [packed.name, packed]));
  for (const { name, location } of published) {
    const packed = packages.get(name);
    const { buffer } = new Uint8Array(readFileSync(join(destination, packed.filename)));
    const complaints = await complaintsAbout(location, packed, buffer);
    console.log(`${complaints.length === 0 ? 'ok' : 'not ok'} ${name}`);
    for (const complaint of complaints) console.log(`  ${complaint}`);
    if (complaints.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(destination, { recursive: true, force: true });
}
