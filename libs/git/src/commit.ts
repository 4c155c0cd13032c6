import type { ObjectId } from '@quality-gates/contract';
import { invalidArgument } from './errors.js';
import { requireObjectId } from './object-id.js';
import type { View } from './view.js';

/** Who wrote or committed a change, and when. */
export interface Person {
  name: string;
  email: string;
  /** @default now */
  date?: Date;
}

export interface CommitOptions {
  tree: ObjectId;
  parents: readonly ObjectId[];
  message: string;
  author: Person;
  /** @default the author */
  committer?: Person;
}

const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Writes a commit of exactly this tree. No hook runs and no branch moves; see `publish` and `updateRef`. */
export async function commitTree(view: View, options: CommitOptions): Promise<ObjectId> {
  const { objectFormat } = view.settings;
  const { author, committer = author, message } = options;
  if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES || message.includes('\0')) {
    throw invalidArgument(`A commit message has at most ${MAX_MESSAGE_BYTES} bytes and no NUL byte.`);
  }
  const parents = options.parents.flatMap((parent) => ['-p', requireObjectId(parent, objectFormat)]);
  const tree = requireObjectId(options.tree, objectFormat);
  const { stdout } = await view.git(['commit-tree', tree, ...parents, '-F', '-'], {
    input: message.endsWith('\n') ? message : `${message}\n`,
    env: { ...identity('AUTHOR', author), ...identity('COMMITTER', committer) },
  });
  return stdout.toString('latin1').trim();
}

function identity(
  role: 'AUTHOR' | 'COMMITTER',
  { name, email, date = new Date() }: Person,
): Record<string, string> {
  for (const text of [name, email]) {
    if (text.trim() === '' || /[\0\n<>]/.test(text)) {
      throw invalidArgument(
        `${JSON.stringify(text)} is no name or address for a commit: it is empty or has one of < > and line ends.`,
      );
    }
  }
  const seconds = Math.floor(date.getTime() / 1000);
  if (!Number.isFinite(seconds) || seconds < 0) throw invalidArgument('A commit is dated 1970 or later.');
  return {
    [`GIT_${role}_NAME`]: name,
    [`GIT_${role}_EMAIL`]: email,
    [`GIT_${role}_DATE`]: `@${seconds} +0000`,
  };
}
