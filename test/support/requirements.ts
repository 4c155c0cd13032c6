import { spawnSync } from 'node:child_process';

/**
 * `describe`, where what the stories in it need is there; else the reason is printed and they are skipped.
 * With `QG_REQUIRE_ALL` set nothing is skipped: what is missing fails.
 *
 * @param missing says what is missing, or nothing
 */
export function describeUnless(missing: () => string | undefined): jest.Describe {
  if (process.env.QG_REQUIRE_ALL) return describe;
  const reason = missing();
  if (reason === undefined) return describe;
  process.stderr.write(`Skipped: ${reason}\n`);
  return describe.skip;
}

/** Why nothing can be installed now, if so. */
export function registryUnreachable(): string | undefined {
  const ping = spawnSync('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000'], { encoding: 'utf8' });
  if (ping.status === 0) return undefined;
  const cause = /npm (?:error|ERR!) code (\S+)/.exec(ping.stderr)?.[1] ?? `exit ${ping.status}`;
  return `the package registry cannot be reached (${cause}); set QG_REQUIRE_ALL=1 to fail instead`;
}

/** Why tools cannot be contained here, if so. */
export function bubblewrapMissing(): string | undefined {
  const namespaces = ['--unshare-all', '--unshare-user', '--disable-userns'];
  const probe = spawnSync('bwrap', [...namespaces, '--ro-bind', '/', '/', 'true'], { encoding: 'utf8' });
  if (probe.status === 0) return undefined;
  const cause = probe.error ? 'it is not installed' : probe.stderr.trim();
  return `bubblewrap does not work here (${cause}); set QG_REQUIRE_ALL=1 to fail instead`;
}
