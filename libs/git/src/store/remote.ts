import { isAbsolute } from 'node:path';
import { invalidArgument, quoted } from '../errors.js';

/** Where a repository is fetched from. */
export interface Remote {
  /** `https://…`, `ssh://…`, `user@host:path`, `file:///…`, an absolute path, or `http://` on this machine alone. */
  url: string;
  /** What `https` asks for, as `user:password`, or a token alone. Git never gets it as an argument. */
  secret?: string;
  /** The private key for `ssh`. @default what ssh takes by itself */
  identityFile?: string;
}

export type RemoteProtocol = 'https' | 'http' | 'ssh' | 'file';

const LONGEST_URL = 4096;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The one protocol by which a remote is reached.
 *
 * @throws QualityGatesError `invalid-request` for what is no address of a repository, or carries a secret
 */
export function protocolOf(url: string): RemoteProtocol {
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  if (url.length > LONGEST_URL || /[\0-\x20\x7f]/.test(url)) throw noRemote(url);
  if (isAbsolute(url)) return 'file';
  if (!url.includes('://')) {
    // As git does, a colon before any slash parts the host from the path.
    if (/^(?:[\w.-]+@)?[A-Za-z0-9][\w.-]*:[^-:]/.test(url)) return 'ssh';
    throw noRemote(url);
  }
  if (!URL.canParse(url)) throw noRemote(url);
  const { protocol, username, password, hostname, search, hash } = new URL(url);
  if (password !== '' || (username !== '' && protocol !== 'ssh:')) {
    throw invalidArgument(`The remote at ${hostname} carries a secret in its address. Put it into a file.`);
  }
  if (search !== '' || hash !== '' || hostname.startsWith('-') || username.startsWith('-'))
    throw noRemote(url);
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))) {
    return protocol === 'https:' ? 'https' : 'http';
  }
  if (protocol === 'ssh:' && hostname !== '') return 'ssh';
  if (protocol === 'file:' && hostname === '') return 'file';
  throw noRemote(url);
}

function noRemote(url: string): Error {
  return invalidArgument(
    `${quoted(url)} is no remote: give https://…, ssh://…, user@host:path, file:///… or an absolute path.`,
  );
}
