// Outlives an engine that is killed: when the pipe from the engine closes, it ends every process that carries
// the engine's marker and removes the engine's temporary directory. Arguments: marker prefix, directory.
import { readdirSync, readFileSync, rmSync } from 'node:fs';

const [, , prefix, directory] = process.argv;
const own = String(process.pid);

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

function marked() {
  let pids = [];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== own);
  } catch {
    // No /proc on this platform: the groups below are all that is known.
  }
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`QUALITY_GATES_RUN=${prefix}`);
    } catch {
      return false;
    }
  });
}

const groups = new Set();
let rest = '';
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    if (line.startsWith('+')) groups.add(Number(line.slice(1)));
    else if (line.startsWith('-')) groups.delete(Number(line.slice(1)));
  }
});
process.stdin.on('close', () => {
  for (const group of groups) kill(-group);
  for (let round = 0; round < 50; round += 1) {
    const survivors = marked();
    if (survivors.length === 0) break;
    for (const pid of survivors) kill(Number(pid));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  process.exit(0);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => {});
