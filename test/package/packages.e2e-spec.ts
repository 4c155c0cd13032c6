import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { describeUnless, registryUnreachable } from '../support/requirements.js';

const run = promisify(execFile);
const root = join(__dirname, '..', '..');
const bin = (path: string): string => join(root, 'node_modules', path);

const NAMES = ['@quality-gates/contract', '@quality-gates/git', '@quality-gates/nestjs'];
const Packed = z.object({ name: z.string(), filename: z.string() });

describeUnless(registryUnreachable)('the published packages', () => {
  let temporary: string;
  let nest11: string;
  let nest12: string;

  beforeAll(async () => {
    if (!existsSync(join(root, 'libs/quality-gates/dist/cjs/package.json'))) {
      throw new Error('The packages are not built. Run `npm run build` first.');
    }
    temporary = realpathSync(mkdtempSync(join(tmpdir(), 'quality-gates-packages-')));
    const tarballs = await pack(temporary);
    nest11 = join(temporary, 'nest-11-cjs');
    nest12 = join(temporary, 'nest-12-esm');
    await Promise.all([install(nest11, tarballs), install(nest12, tarballs)]);
  }, 300_000);

  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  test('serve a CommonJS application of Nest 11 under Jest as it comes', async () => {
    const { stderr } = await run(process.execPath, [bin('jest/bin/jest.js'), '--rootDir=.'], {
      cwd: nest11,
      env: environment(),
    });
    expect(stderr).toContain('Tests:       2 passed, 2 total');
  });

  test('need nothing of Terminus until health is asked for', () => {
    expect(existsSync(join(nest11, 'node_modules/@nestjs/terminus'))).toBe(false);
  });

  test('serve an ES module application of Nest 12', async () => {
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: nest12, env: environment() });
    expect(JSON.parse(stdout)).toEqual({
      outcomes: ['rejected', 'approved'],
      feedback: expect.stringContaining('a.js:1 mock no'),
      health: 'up',
    });
  });

  test.each(['consumer.cts', 'consumer.mts'])('have types for %s', async (file) => {
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--experimentalDecorators',
    ];
    const types = ['--types', 'node', '--typeRoots', bin('@types'), '--lib', 'es2023', '--skipLibCheck'];
    const cwd = file.endsWith('.cts') ? nest11 : nest12;
    const { stdout } = await run(process.execPath, [bin('typescript/bin/tsc'), file, ...options, ...types], {
      cwd,
    }).catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
    expect(stdout).toBe('');
  });
});

/** Packs what is built, as npm would publish it. */
async function pack(destination: string): Promise<Map<string, string>> {
  const workspaces = NAMES.flatMap((name) => ['--workspace', name]);
  const { stdout } = await run(
    'npm',
    ['pack', '--ignore-scripts', '--json', `--pack-destination=${destination}`, ...workspaces],
    { cwd: root },
  );
  const answer: unknown = JSON.parse(stdout);
  const packed = z
    .array(Packed)
    .parse(Object.values(z.looseObject({}).or(z.array(z.unknown())).parse(answer)));
  return new Map(packed.map(({ name, filename }) => [name, join(destination, filename)]));
}

/** A fresh application with its own copy of everything, from the sources in `apps`. */
async function install(directory: string, tarballs: ReadonlyMap<string, string>): Promise<void> {
  cpSync(join(__dirname, 'apps', directory.slice(directory.lastIndexOf('nest-'))), directory, {
    recursive: true,
  });
  const file = join(directory, 'package.json');
  const manifest = z
    .looseObject({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const [name, tarball] of tarballs) manifest.dependencies[name] = `file:${tarball}`;
  writeFileSync(file, JSON.stringify(manifest));
  await run(
    'npm',
    ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
    {
      cwd: directory,
    },
  );
}

/** Without what Jest tells its workers, which a Jest inside would take for its own. */
function environment(): NodeJS.ProcessEnv {
  const { JEST_WORKER_ID: _, NODE_ENV: __, NODE_OPTIONS: ___, ...rest } = process.env;
  return rest;
}
