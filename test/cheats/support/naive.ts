import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GIT_ENVIRONMENT } from '../../support/test-repository.js';
import { BROKEN, type Broken } from '../broken.js';
import type { Cheat } from '../cheat.js';
import type { LaidBase } from './court.js';
import { laidOver, type Files } from './overlay.js';

const PATIENCE_MS = 60_000;

const THRESHOLD = {
  vitest: ['--', '--coverage.enabled', '--coverage.thresholds.lines=85'],
  hasty: [],
  jest: ['--', '--coverage', '--coverageThreshold={"global":{"lines":85}}'],
};
const CALLS: Record<Broken['gate'], (base: Broken['base']) => string[]> = {
  typecheck: () => ['typecheck'],
  lint: () => ['lint'],
  test: () => ['test'],
  coverage: (base) => ['test', ...THRESHOLD[base]],
  build: () => ['build'],
};

/** What a gate that trusts the project's own scripts and their exit codes answers. */
export async function naively({ broken, overlay }: Cheat, { repository, files }: LaidBase): Promise<string> {
  const { change, gate, base } = BROKEN[broken];
  const home = await mkdtemp(path.join(tmpdir(), 'qg-naive-'));
  const directory = path.join(home, 'tree');
  try {
    await layOut([change, overlay].reduce<Files>(laidOver, files), directory, repository.directory);
    const { code, output } = await npm(['run', '--silent', ...CALLS[gate](base)], directory);
    return code === 0 ? 'passes' : `exit ${code}: ${output.slice(-1500)}`;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function layOut(files: Files, directory: string, repository: string): Promise<void> {
  await mkdir(directory);
  await cp(path.join(repository, 'node_modules'), path.join(directory, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const bin = path.join(directory, 'node_modules/.bin');
  await symlink(path.resolve(__dirname, '../../../node_modules/.bin'), bin);
  for (const [file, content] of files) {
    const at = path.join(directory, file);
    await mkdir(path.dirname(at), { recursive: true });
    if (typeof content === 'string') await writeFile(at, content);
    else await symlink(content.link, at);
  }
}

function npm(args: string[], cwd: string): Promise<{ code: number | string | null; output: string }> {
  const env = { ...GIT_ENVIRONMENT, HOME: cwd, CI: 'true', npm_config_update_notifier: 'false' };
  return new Promise((resolve) => {
    const options = { cwd, env, timeout: PATIENCE_MS, maxBuffer: 64 * 1_048_576 };
    execFile('npm', args, options, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal ?? null) : 0, output: stdout + stderr }),
    );
  });
}
