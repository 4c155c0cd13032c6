/**
 * Settles with what first asks this process to stop: a signal, or the end of standard input where that counts. A
 * second signal ends the process at once.
 *
 * @param withStdin standard input is a pipe from whoever started this process, and closes when that one is gone
 */
export function untilStopped(withStdin = false): Promise<NodeJS.Signals | 'stdin closed'> {
  return new Promise((resolve) => {
    let asked = false;
    const ask = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve(signal);
    };
    process.on('SIGTERM', ask);
    process.on('SIGINT', ask);
    if (withStdin) process.stdin.once('close', () => resolve('stdin closed')).resume();
  });
}
