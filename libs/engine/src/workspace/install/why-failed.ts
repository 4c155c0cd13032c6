import { unreachable } from '@quality-gates/contract';
import type { InstallEnd } from './run-install.js';

const MAX_LINES = 6;

interface Cause {
  seen: RegExp;
  what: string;
  mend: string;
}

/** What package managers print, most telling first. */
const CAUSES: readonly Cause[] = [
  {
    seen: /EINTEGRITY|ERR_PNPM_TARBALL_INTEGRITY|Integrity check failed|YN0018/,
    what: 'the registry gave another content than the lockfile says',
    mend: 'Write the lockfile anew with the package manager; where the base has the same entry, the registry or a cache between is to be looked at.',
  },
  {
    seen: /can only install (packages )?when your package\.json|ERR_PNPM_OUTDATED_LOCKFILE|lockfile needs to be updated|YN0028/,
    what: 'package.json and the lockfile do not agree',
    mend: 'Run the package manager’s install and commit the lockfile with package.json.',
  },
  {
    seen: /ERR_PNPM_LOCKFILE_BREAKING_CHANGE|Unknown lockfile version/,
    what: 'another version of the package manager has written the lockfile',
    mend: 'Give the machine that judges the version that the project uses.',
  },
  {
    seen: /ETARGET|E404|ERR_PNPM_(FETCH_404|NO_MATCHING_VERSION)|YN0035|404 Not Found/,
    what: 'the registry does not have a package that the lockfile names',
    mend: 'Correct the name or the version, or let the user that judges read the registry that has it.',
  },
  {
    seen: /E401|E403|ENEEDAUTH|ERR_PNPM_FETCH_40[13]|YN0041/,
    what: 'the registry refuses the user that judges',
    mend: 'Give that user a token for the registry in its own npm settings.',
  },
  {
    seen: /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|E5\d\d|network/i,
    what: 'the registry cannot be reached',
    mend: 'Look at the network and the registry of the user that judges, and ask again.',
  },
  {
    seen: /ENOSPC/,
    what: 'the disk is full',
    mend: 'Make room where dependencies are kept, and ask again.',
  },
];

/**
 * What went wrong with an installation, in a sentence or two with the mend.
 *
 * @param directory where it ran, which says nothing to a reader
 */
export function whyFailed(end: Exclude<InstallEnd, { how: 'installed' }>, directory: string): string {
  switch (end.how) {
    case 'cancelled':
      return 'the installation was cancelled. Ask again.';
    case 'timed-out':
      return `the installation took longer than ${Math.round(end.timeoutMs / 1000)} s. Ask again: what was fetched is kept by the package manager.`;
    case 'failed': {
      const cause = CAUSES.find(({ seen }) => seen.test(end.output));
      const said = end.output
        .replaceAll(`${directory}/`, '')
        .split('\n')
        .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
        .filter((line) => line !== '' && !/complete log of this run|^A complete log/i.test(line))
        .slice(0, MAX_LINES)
        .join(' / ');
      const { what, mend } = cause ?? {
        what: 'the package manager failed',
        mend: 'Mend that, and ask again.',
      };
      return `${what}: ${withoutSecrets(said).slice(0, 800)}. ${mend}`;
    }
    default:
      return unreachable(end);
  }
}

/** Addresses may carry a user and a password. */
function withoutSecrets(text: string): string {
  return text
    .replace(/\/\/[^/\s@]+@/g, '//')
    .replace(/(_authToken|_auth|_password|token)(=|:)\S+/gi, '$1$2…');
}
