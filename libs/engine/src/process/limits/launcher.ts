import type { Launch } from '../sandbox.js';
import type { Ceilings } from './ceilings.js';

/** What the launcher prints before it ends with this code: then nothing of the command has run. */
export const NOT_CONFINED = { code: 125, text: 'quality-gates: not confined: ' };

const OPEN_FILES = 65_536;

/**
 * A few lines of shell, run by the host before the sandbox: they join the groups, set what each process may use,
 * and become the command. A child of it that escaped the groups cannot be: there is none before.
 *
 * Sizes of files count in blocks of 512 bytes. What this user may not set is already as low. Memory is never limited
 * for single processes: V8 reserves more addresses than any such limit.
 */
const SCRIPT = `
groups=$1 file_blocks=$2 cpu_seconds=$3
shift 3
while [ "$groups" -gt 0 ]; do
  echo $$ > "$1" || { echo "${NOT_CONFINED.text}$1" >&2; exit ${NOT_CONFINED.code}; }
  shift
  groups=$((groups - 1))
done
ulimit -c 0
ulimit -f "$file_blocks" 2> /dev/null
ulimit -t "$cpu_seconds" 2> /dev/null
ulimit -n ${OPEN_FILES} 2> /dev/null
exec "$@"`;

export function confined(launch: Launch, joins: readonly string[], { diskBytes, cpuMs }: Ceilings): Launch {
  const blocks = Math.ceil(diskBytes / 512);
  const seconds = Math.ceil(cpuMs / 1000) + 1;
  return {
    ...launch,
    file: '/bin/sh',
    args: [
      '-c',
      SCRIPT,
      'quality-gates',
      ...[joins.length, blocks, seconds].map(String),
      ...joins,
      launch.file,
      ...launch.args,
    ],
  };
}
