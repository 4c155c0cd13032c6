import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryUnsupported } from './errors.js';
import { GUARD_ARGUMENTS, guardedEnvironment } from './git-environment.js';
import type { Location } from './locate.js';
import { readRegularFile } from './read-file.js';
import { runGit } from './run-git.js';

const MAX_CONFIG_BYTES = 1024 * 1024;

/** The few values of a repository's configuration that say how its files are laid out, and can do nothing else. */
export interface SafeSettings {
  objectFormat: 'sha1' | 'sha256';
  /** Whether the file system keeps the executable bit. */
  fileMode: boolean;
  /** Who may write new objects and refs, e.g. `group`. */
  sharedRepository: string | undefined;
}

/** Reads a repository's configuration as data: git parses the file, follows no includes and obeys none of it. */
export async function readSafeSettings(
  location: Location,
  scratch: string,
  signal: AbortSignal,
): Promise<SafeSettings> {
  const path = join(location.commonDirectory, 'config');
  const config = await readRegularFile(path, MAX_CONFIG_BYTES);
  const values = config ? await parse(path, config.content, scratch, signal) : new Map<string, string>();

  const storage = values.get('extensions.refstorage') ?? 'files';
  const reftable = await stat(join(location.commonDirectory, 'reftable')).catch(() => undefined);
  if (storage.toLowerCase() !== 'files' || reftable) {
    throw repositoryUnsupported(
      `${location.path} keeps its refs in ${reftable ? 'reftable' : storage} format, which is not supported.`,
      'Migrate it with `git refs migrate --ref-format=files`.',
    );
  }
  const format = (values.get('extensions.objectformat') ?? 'sha1').toLowerCase();
  if (format !== 'sha1' && format !== 'sha256') {
    throw repositoryUnsupported(
      `${location.path} uses the unknown object format ${format}.`,
      'Use sha1 or sha256.',
    );
  }
  const shared = values.get('core.sharedrepository')?.toLowerCase();
  return {
    objectFormat: format,
    fileMode: !/^(false|no|off|0)$/i.test(values.get('core.filemode') ?? 'true'),
    sharedRepository:
      shared && /^(group|all|world|everybody|true|false|umask|0?[0-7]{3})$/.test(shared) ? shared : undefined,
  };
}

async function parse(
  path: string,
  content: Buffer,
  scratch: string,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const { code, stdout, stderr } = await runGit(
    [...GUARD_ARGUMENTS, 'config', '--file', '-', '--no-includes', '--null', '--list'],
    { env: guardedEnvironment(scratch), cwd: scratch, signal, input: content, accept: [0, 1, 128, 129] },
  );
  if (code !== 0) {
    throw repositoryUnsupported(`${path} is no git configuration: ${stderr.trim()}`, 'Repair the file.');
  }
  // The last value wins, as in git. A key without a value stands for true.
  return new Map(
    stdout
      .toString('utf8')
      .split('\0')
      .filter(Boolean)
      .map((line) => {
        const end = line.indexOf('\n');
        return end < 0 ? [line, 'true'] : [line.slice(0, end), line.slice(end + 1)];
      }),
  );
}
