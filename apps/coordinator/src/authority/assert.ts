import { isAbsolute } from 'node:path';
import type { CheckRequest } from '@quality-gates/contract';
import type { Audit } from '../audit/audit.js';
import type { Repositories } from '../repositories/repositories.js';
import { covers, type Credential } from './credential.js';
import { ForbiddenError } from './errors.js';
import type { Scope } from './scope.js';

/** @throws ForbiddenError that names the scope which is missing */
export function assertScope({ scopes }: Credential, scope: Scope): void {
  if (scopes.has(scope)) return;
  throw new ForbiddenError(
    `This token does not have the scope ${scope}.`,
    scope,
    'Present a token that has it, or have it added.',
  );
}

/**
 * Asserts that a token may do this with a repository. Whether there is such a repository plays no part, so that
 * nobody learns it who may not ask.
 *
 * @throws ForbiddenError
 */
export function assertCovers(credential: Credential, repository: string, scope: Scope): void {
  assertScope(credential, scope);
  if (covers(credential, repository)) return;
  throw new ForbiddenError(
    `This token does not have the scope ${scope} for this repository.`,
    scope,
    'Ask for a repository that the token is made for.',
    repository,
  );
}

/**
 * Asserts that a token may ask this question, with the waivers that come with it, and writes down each of these.
 *
 * @throws ForbiddenError
 */
export function assertMayAsk(
  credential: Credential,
  request: CheckRequest,
  audit: Pick<Audit, 'waivers'>,
): void {
  const { candidate, waivers = [] } = request;
  try {
    assertCovers(credential, candidate.repository, 'checks:write');
    if (waivers.length > 0) assertScope(credential, 'checks:waive');
  } catch (error) {
    audit.waivers(request, credential.name, 'refused');
    throw error;
  }
  audit.waivers(request, credential.name, 'accepted');
}

/**
 * Asserts that a path which a token may name leads to nothing that it may not: agents can write links, and files
 * that say where a git directory is. What leads elsewhere is answered like what is not there.
 *
 * @throws QualityGatesError `repository-unknown`
 */
export async function assertStaysWithin(
  credential: Credential,
  repository: string,
  repositories: Pick<Repositories, 'resolve'>,
): Promise<void> {
  if (credential.repositories === 'all' || !isAbsolute(repository)) return;
  await repositories.resolve(repository, (path) => covers(credential, path));
}
