import { isQualityGatesError, QualityGatesError } from '@quality-gates/contract';
import { gitFailed, packInvalid, packTooLarge, storageFull } from '../errors.js';
import type { View } from '../view.js';
import type { PackLimits } from './pack-limits.js';

/** What a process says or shows that has come to one of its ceilings. */
const TOO_MUCH =
  /out of memory|cannot allocate|malloc failed|mmap failed|SIGXCPU|SIGXFSZ|SIGKILL|file too large|maximum allowed size|too large to (?:read|process)/i;
/** What is the fault of this host and not of the pack. */
const OURS = /permission denied|read-only file system|input\/output error|unable to create/i;
const NO_SPACE = /no space left|disk quota exceeded/i;

/** How little of a large file or a repository's packs is held in memory at once. */
const FRUGAL = ['core.bigFileThreshold=32m', 'core.packedGitWindowSize=16m', 'core.packedGitLimit=256m'];

/**
 * Lets git read a pack into the scratch store of a view: every object is inflated and named anew, compared with
 * what is known under its name, checked for its form, and whatever it refers to must be there.
 *
 * @throws QualityGatesError `pack-invalid`, `request-too-large`
 */
export async function indexPack(view: View, pack: string, limits: PackLimits): Promise<void> {
  const command = ['index-pack', '--stdin', '--strict', '--fix-thin', '--threads=1'];
  try {
    const { code, stderr } = await view.git(
      [...FRUGAL.flatMap((setting) => ['-c', setting]), ...command, `--max-input-size=${limits.packBytes}`],
      {
        input: { file: pack },
        timeoutMs: limits.timeoutMs,
        accept: Array.from({ length: 256 }, (_, status) => status),
        ceilings: {
          memoryBytes: limits.memoryBytes,
          cpuSeconds: limits.cpuSeconds,
          // A thin pack is completed with the objects that it builds on.
          fileBytes: 2 * limits.packBytes,
        },
      },
    );
    if (code !== 0) throw refusalOf(stderr, view);
  } catch (error) {
    // Git was killed, by what the ceilings say or by whoever ended the work.
    if (isQualityGatesError(error) && error.code === 'git-failed' && TOO_MUCH.test(error.message)) {
      throw packTooLarge('reading it takes more memory, time or disk than is given to it', error);
    }
    throw error;
  }
}

function refusalOf(stderr: string, view: View): QualityGatesError {
  if (NO_SPACE.test(stderr)) return storageFull();
  if (OURS.test(stderr)) return gitFailed('index-pack', stderr);
  if (TOO_MUCH.test(stderr)) {
    return packTooLarge('reading it takes more memory, time or disk than is given to it', stderr);
  }
  const reason = stderr
    .split('\n')
    .filter((line) => /^(?:fatal|error): /.test(line))
    .slice(-3)
    .map((line) => line.replace(/^\w+: /, ''))
    .join('; ')
    .replaceAll(view.directory, '')
    .replaceAll(view.location.path, 'the repository')
    .replaceAll(/[^\x20-\x7e]/g, '?');
  return packInvalid(reason || 'git could not read it', stderr);
}
