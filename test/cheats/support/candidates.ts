import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { GIT_ENVIRONMENT } from '../../support/test-repository.js';
import type { Files } from './overlay.js';

let indexes = 0;

/** Writes files as a tree of a repository, without a work tree, and answers its id. */
export async function writeTree(repository: string, files: Files): Promise<string> {
  const index = path.join(repository, '.git', `candidate-${process.pid}-${(indexes += 1)}`);
  const git = (args: string[], input = '') => run(repository, index, args, input);
  try {
    const entries = await Promise.all(
      [...files].map(async ([file, content]) => {
        const [mode, text] = typeof content === 'string' ? ['100644', content] : ['120000', content.link];
        return `${mode} ${await git(['hash-object', '-w', '--stdin'], text)}\t${file}`;
      }),
    );
    await git(['update-index', '--index-info'], `${entries.join('\n')}\n`);
    return await git(['write-tree']);
  } finally {
    await rm(index, { force: true });
  }
}

function run(cwd: string, index: string, args: string[], input: string): Promise<string> {
  const env = { ...GIT_ENVIRONMENT, GIT_INDEX_FILE: index };
  return new Promise((resolve, reject) => {
    const child = execFile('git', args, { cwd, env }, (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim()),
    );
    // A git that ends before it has read all says so by its exit code.
    child.stdin?.on('error', () => {}).end(input);
  });
}
