import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Verdict } from '@quality-gates/contract';

const ROOT = path.resolve(__dirname, '../..');

export interface ProgramEnd {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** A built program of this project, running as a process of its own. */
export interface RunningProgram {
  child: ChildProcess;
  /** Settles when stderr has shown the text. */
  shows(text: string | RegExp): Promise<void>;
  end: Promise<ProgramEnd>;
}

export interface ProgramOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Starts the command line from its build. */
export function startCli(args: string[], options: ProgramOptions = {}): RunningProgram {
  return start(path.join(ROOT, 'apps/cli/dist/main.js'), args, options);
}

/** Runs the command line to its end. */
export function cli(args: string[], options: ProgramOptions = {}): Promise<ProgramEnd> {
  return startCli(args, options).end;
}

/** Runs the demo of the sample orchestrator. */
export function demo(args: string[]): Promise<ProgramEnd> {
  return start(path.join(ROOT, 'apps/orchestrator/dist/demo.js'), args, {}).end;
}

/** Runs `quality-gates check --format json`. */
export async function cliCheck(
  directory: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<ProgramEnd & { verdict: Verdict }> {
  const end = await cli(['check', '--no-record', '--format', 'json', ...args], { cwd: directory, env });
  if (!end.stdout) throw new Error(`No verdict; exit ${end.code}:\n${end.stderr}`);
  return { ...end, verdict: Verdict.parse(JSON.parse(end.stdout)) };
}

export interface RunningCoordinator extends AsyncDisposable {
  url: string;
  token: string;
  program: RunningProgram;
}

/** Starts the coordinator on an ephemeral loopback port. */
export async function startCoordinator(
  roots: string[],
  env: Record<string, string> = {},
): Promise<RunningCoordinator> {
  const token = 'a-token-for-tests-of-32-characters';
  const { url, program } = await startListening(path.join(ROOT, 'apps/coordinator/dist/main.js'), {
    QG_PORT: '0',
    QG_ROOTS: roots.join(':'),
    QG_TOKEN: token,
    QG_SANDBOX: 'auto',
    QG_LOG_LEVEL: 'warn',
    ...env,
  });
  return {
    url,
    token,
    program,
    [Symbol.asyncDispose]: async () => {
      program.child.kill('SIGTERM');
      await program.end;
    },
  };
}

/** Starts a program that says on its first line of stdout where it listens. */
export async function startListening(
  file: string,
  env: Record<string, string>,
): Promise<{ url: string; program: RunningProgram }> {
  const program = start(file, [], { env });
  const { stdout } = program.child;
  if (!stdout) throw new Error('unreachable');
  const line = await Promise.race([
    once(createInterface(stdout), 'line').then(([text]) => String(text)),
    program.end.then((end) => Promise.reject(new Error(`The program ended: ${end.stderr}`))),
  ]);
  const { url } = JSON.parse(line) as { url: string };
  return { url, program };
}

function start(file: string, args: string[], { cwd, env }: ProgramOptions): RunningProgram {
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const looks = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    for (const look of looks) look();
  });
  const end = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    stdout,
    stderr,
  }));
  const shows = (text: string | RegExp) =>
    Promise.race([
      new Promise<void>((resolve) => {
        const look = () => {
          const shown = typeof text === 'string' ? stderr.includes(text) : text.test(stderr);
          if (!shown) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
      end.then((ended) =>
        Promise.reject(new Error(`It ended with ${ended.code} before it showed ${text}:\n${ended.stderr}`)),
      ),
    ]);
  end.catch(() => {});
  return { child, shows, end };
}
