// Outlives an engine that is killed: when the pipe from the engine closes, it ends every process that carries
// the engine's marker or is in one of its control groups, removes these groups and the engine's temporary directory.
// Arguments: marker prefix, directory, and the directories in which groups are made.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';

const [, , prefix, directory, ...groupDirectories] = process.argv;
const own = String(process.pid);

function quietly(action) {
  try {
    return action();
  } catch {
    // Gone, or not there on this platform: what is wanted either way.
    return undefined;
  }
}

function kill(pid) {
  quietly(() => process.kill(pid, 'SIGKILL'));
}

function marked() {
  const pids = quietly(() => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== own)) ?? [];
  return pids.filter((pid) =>
    quietly(() => readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`QUALITY_GATES_RUN=${prefix}`)),
  );
}

function groupsOfEngine() {
  return groupDirectories.flatMap((parent) =>
    (quietly(() => readdirSync(parent)) ?? [])
      .filter((name) => name.startsWith(`quality-gates-${prefix}`))
      .map((name) => `${parent}/${name}`),
  );
}

/** Removes the groups that are empty and returns the processes of the others. */
function grouped() {
  return groupsOfEngine().flatMap((group) => {
    quietly(() => writeFileSync(`${group}/cgroup.kill`, '1', { flag: 'r+' }));
    quietly(() => rmdirSync(group));
    const text = quietly(() => readFileSync(`${group}/cgroup.procs`, 'latin1')) ?? '';
    return text.split('\n').filter((pid) => Number(pid) > 1);
  });
}

/** As the engine does: what a candidate wrote may not want to be removed by paths alone. */
function removeTree() {
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  try {
    remove();
  } catch {
    const quiet = { env: {}, stdio: 'ignore', timeout: 120_000 };
    spawnSync('/bin/chmod', ['-R', 'u+rwx', '--', directory], quiet);
    spawnSync('/bin/rm', ['-rf', '--', directory], quiet);
    quietly(remove);
  }
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
}

const processGroups = new Set();
let rest = '';
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    if (line.startsWith('+')) processGroups.add(Number(line.slice(1)));
    else if (line.startsWith('-')) processGroups.delete(Number(line.slice(1)));
  }
});
process.stdin.on('close', () => {
  for (const group of processGroups) kill(-group);
  for (let round = 0; round < 50; round += 1) {
    const survivors = [...marked(), ...grouped()];
    if (survivors.length === 0 && groupsOfEngine().length === 0) break;
    for (const pid of survivors) kill(Number(pid));
    pause();
  }
  removeTree();
  process.exit(0);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => {});
