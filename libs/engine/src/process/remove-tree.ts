import { rm } from 'node:fs/promises';
import { execa } from 'execa';

const TIMEOUT_MS = 120_000;

/**
 * Removes a directory that a candidate's code has written to, and that may not want to be removed: directories
 * without rights, or nested deeper than a path can name, stop Node's own way of removing.
 *
 * @throws what stopped the last attempt
 */
export async function removeTree(directory: string): Promise<void> {
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  try {
    return await remove();
  } catch {
    // Neither program follows links, and both walk by directory handles instead of paths.
    for (const [file, ...args] of [
      ['/bin/chmod', '-R', 'u+rwx', '--', directory],
      ['/bin/rm', '-rf', '--', directory],
    ] as const)
      await execa(file, args, {
        env: {},
        extendEnv: false,
        reject: false,
        stdio: 'ignore',
        timeout: TIMEOUT_MS,
      });
  }
  await remove();
}
