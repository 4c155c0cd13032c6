import { QualityGatesError } from '@quality-gates/contract';

const MAX_DETAIL = 2000;

/** Git ended on its own with an answer that nobody expected. */
export function gitFailed(command: string, detail: string, cause?: unknown): QualityGatesError {
  return new QualityGatesError('git-failed', `git ${command} failed: ${clip(detail)}`, { cause });
}

export function repositoryUnknown(path: string, detail: string): QualityGatesError {
  return new QualityGatesError('repository-unknown', `${path} is in no git repository: ${detail}.`, {
    mend: 'Name a directory inside a git work tree, or a bare repository.',
  });
}

export function repositoryUnsupported(message: string, mend: string, cause?: unknown): QualityGatesError {
  return new QualityGatesError('repository-unsupported', message, { mend, cause });
}

export function revisionUnknown(revision: string, path: string): QualityGatesError {
  return new QualityGatesError('revision-unknown', `${quoted(revision)} names no commit in ${path}.`, {
    mend: 'Name a branch, tag or commit that exists there, or fetch it first.',
  });
}

export function objectUnknown(oid: string, path: string, what = 'object'): QualityGatesError {
  return new QualityGatesError('candidate-unknown', `The ${what} ${oid} is not in ${path}.`, {
    mend: 'Fetch or publish its objects there first.',
  });
}

export function unsafeTree(path: string, problem: string, mend: string): QualityGatesError {
  return new QualityGatesError('unsafe-tree', `${quoted(path)} ${problem}.`, { mend });
}

export function refMoved(
  ref: string,
  expected: string | undefined,
  actual: string | undefined,
): QualityGatesError {
  const is = actual === undefined ? 'does not exist' : `is at ${actual}`;
  const should = expected === undefined ? 'it should not exist yet' : `it was expected at ${expected}`;
  return new QualityGatesError('ref-moved', `${ref} ${is}, but ${should}.`, {
    mend: 'Read it again, and judge the change on its new base.',
  });
}

export function invalidArgument(message: string): QualityGatesError {
  return new QualityGatesError('invalid-request', message);
}

export function packInvalid(reason: string, cause?: unknown): QualityGatesError {
  return new QualityGatesError('pack-invalid', `The pack was refused: ${clip(reason, 500)}.`, {
    cause,
    mend: 'Pack with git all that the candidate reaches and its base does not, and send the pack whole.',
  });
}

export function packTooLarge(reason: string, cause?: unknown): QualityGatesError {
  return new QualityGatesError('request-too-large', `The pack was refused: ${clip(reason, 500)}.`, {
    cause,
    mend: 'Keep large files out of the tree, or push what is large to the registered repository.',
  });
}

export function storageFull(cause?: unknown): QualityGatesError {
  return new QualityGatesError('storage-full', 'There is no space left on the disk for the pack.', {
    cause,
    mend: 'Make room on the host, or send it again later.',
  });
}

/** A path as it may stand in a message: bounded, on one line. */
export function quoted(text: string): string {
  return JSON.stringify(clip(text, 300));
}

function clip(text: string, length = MAX_DETAIL): string {
  const trimmed = text.trim();
  return trimmed.length > length ? `${trimmed.slice(0, length)} …` : trimmed;
}
