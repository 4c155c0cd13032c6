import { ConfigurationError } from '@quality-gates/contract';
import { searchPath } from './git-environment.js';
import { runGit } from './run-git.js';

const OLDEST = [2, 34] as const;
const known = new Map<string, Promise<void>>();

/** Makes sure, once for each `PATH`, that git is there and new enough. */
export async function requireGit(cwd: string): Promise<void> {
  const path = searchPath();
  if (known.size > 16) known.clear();
  const answer = known.get(path) ?? askVersion(path, cwd);
  known.set(path, answer);
  try {
    await answer;
  } catch (error) {
    known.delete(path);
    throw error;
  }
}

async function askVersion(path: string, cwd: string): Promise<void> {
  const { stdout } = await runGit(['version'], { env: { PATH: path, LC_ALL: 'C' }, cwd });
  const text = stdout.toString('utf8').trim();
  const match = /^git version (\d+)\.(\d+)/.exec(text);
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new ConfigurationError(`${text || 'The git on the PATH'} is too old.`, {
    mend: `Install git ${OLDEST.join('.')} or newer.`,
  });
}
