import { realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { QualityGatesError } from '@quality-gates/contract';
import { locateRepository } from '@quality-gates/git';
import { contains } from './contains.js';

/** The repositories that may be asked about; the one door between what callers name and this host's files. */
export class Repositories {
  /**
   * @param registered names and the paths that checks of them are made in
   * @param roots real paths of the directories under which repositories may be named by path
   */
  constructor(
    private readonly registered: ReadonlyMap<string, string>,
    private readonly roots: readonly string[],
  ) {}

  /**
   * The real path of the repository that a candidate names.
   *
   * The same answer is given for what does not exist and for what is not allowed, so that nobody learns
   * anything of the host from it.
   *
   * @param isGranted narrows further what a path may lead to, by real paths
   * @throws QualityGatesError `repository-unknown`
   */
  async resolve(repository: string, isGranted: (path: string) => boolean = () => true): Promise<string> {
    const registered = this.registered.get(repository);
    if (registered !== undefined) return registered;
    if (!isAbsolute(repository) || repository.includes('\0')) throw unknown(repository);
    const real = await realDirectory(repository);
    if (real === undefined || !this.isAllowed(real) || !isGranted(real)) throw unknown(repository);
    // A `.git` file may point anywhere: what it points to has to be allowed as well.
    const location = await locateRepository(real).catch(() => undefined);
    const parts = location ? [location.root ?? real, location.gitDirectory, location.commonDirectory] : [];
    if (!parts.every((part) => this.isAllowed(part) && isGranted(part))) throw unknown(repository);
    return real;
  }

  private isAllowed(path: string): boolean {
    return this.roots.some((root) => contains(root, path));
  }
}

async function realDirectory(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

function unknown(repository: string): QualityGatesError {
  const shown = repository.length > 200 ? `${repository.slice(0, 200)}…` : repository;
  return new QualityGatesError(
    'repository-unknown',
    `No repository ${JSON.stringify(shown)} is known here.`,
    {
      mend: 'Ask for a registered name, or for an absolute path under an allowed root.',
    },
  );
}
