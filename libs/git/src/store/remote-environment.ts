import { guardedEnvironment } from '../git-environment.js';
import { protocolOf, type Remote } from './remote.js';

/** Answers git's question for credentials from the environment, so that no argument and no file holds them. */
const HELPER =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$QG_USERNAME" "$QG_PASSWORD"; }; f';
/** The user that goes with a token alone; hosts that take tokens do not look at it. */
const TOKEN_USER = 'x-access-token';

const SSH = [
  'ssh -F /dev/null',
  '-o BatchMode=yes',
  '-o StrictHostKeyChecking=yes',
  '-o ConnectTimeout=15',
  '-o ClearAllForwardings=yes',
  '-o ForwardAgent=no',
  '-o PermitLocalCommand=no',
].join(' ');

/** Settings under which git talks to a remote; they outrank every file. */
export const REMOTE_ARGUMENTS: readonly string[] = [
  'http.followRedirects=false',
  // A remote that counts its objects says little for a while.
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=60',
  'credential.helper=',
  `credential.helper=${HELPER}`,
  'fetch.unpackLimit=1',
  'fetch.writeCommitGraph=false',
].flatMap((setting) => ['-c', setting]);

/** The whole environment of a git process that talks to a remote, and by no other protocol than the remote's. */
export function remoteEnvironment(store: string, remote: Remote): Record<string, string> {
  const protocol = protocolOf(remote.url);
  return {
    ...guardedEnvironment(store),
    GIT_ALLOW_PROTOCOL: protocol,
    ...(protocol === 'ssh' && sshEnvironment(remote.identityFile)),
    ...(protocol.startsWith('http') && remote.secret !== undefined && credentialsOf(remote.secret)),
  };
}

function sshEnvironment(identityFile: string | undefined): Record<string, string> {
  const agent = process.env['SSH_AUTH_SOCK'];
  return {
    GIT_SSH_COMMAND: identityFile === undefined ? SSH : `${SSH} -o IdentitiesOnly=yes -i "$QG_IDENTITY"`,
    ...(identityFile === undefined
      ? { ...(agent !== undefined && { SSH_AUTH_SOCK: agent }) }
      : { QG_IDENTITY: identityFile }),
  };
}

function credentialsOf(secret: string): Record<string, string> {
  const colon = secret.indexOf(':');
  return colon > 0
    ? { QG_USERNAME: secret.slice(0, colon), QG_PASSWORD: secret.slice(colon + 1) }
    : { QG_USERNAME: TOKEN_USER, QG_PASSWORD: secret };
}
