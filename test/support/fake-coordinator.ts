import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningProgram, startListening } from './programs.js';

/** A line that the fake engine wrote. */
export interface RunLine {
  what: 'start' | 'end';
  checkId: string;
  run: number;
  pid: number;
  at: number;
}

/** A coordinator process with an engine that waits and approves; see fake-coordinator.mjs. */
export class FakeCoordinator implements AsyncDisposable {
  private readonly home = realpathSync(mkdtempSync(path.join(tmpdir(), 'qg-fake-')));
  private readonly runsFile = path.join(this.home, 'runs');
  private program: RunningProgram | undefined;
  /** When each process that was killed was gone, by its id. */
  readonly deaths = new Map<number, number>();
  url = '';

  private constructor(private readonly settings: Record<string, string>) {
    execFileSync('git', ['init', '--quiet', path.join(this.home, 'shop')], { stdio: 'ignore' });
    writeFileSync(this.runsFile, '');
  }

  /** @param settings as the coordinator's, and the fake's own */
  static async start(settings: Record<string, string> = {}): Promise<FakeCoordinator> {
    const fake = new FakeCoordinator(settings);
    await fake.launch('0');
    return fake;
  }

  get pid(): number {
    return this.program?.child.pid ?? 0;
  }

  /** What the engines of all processes did so far. */
  get runs(): RunLine[] {
    const lines = readFileSync(this.runsFile, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as RunLine);
  }

  /** Ends the process at once, and starts another one on the same port with the same state. */
  async killAndRestart(): Promise<void> {
    const { pid, program } = this;
    program?.child.kill('SIGKILL');
    await program?.end;
    this.deaths.set(pid, Date.now());
    await this.launch(new URL(this.url).port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.program?.child.kill('SIGKILL');
    await this.program?.end;
    rmSync(this.home, { recursive: true, force: true });
  }

  private async launch(port: string): Promise<void> {
    const shop = path.join(this.home, 'shop');
    const started = await startListening(path.join(__dirname, 'fake-coordinator.mjs'), {
      QG_PORT: port,
      QG_ROOTS: this.home,
      QG_REPOSITORIES: JSON.stringify({ shop }),
      QG_STATE_DIRECTORY: path.join(this.home, 'state'),
      QG_LOG_LEVEL: 'warn',
      QG_REQUESTS_PER_MINUTE: '10000000',
      FAKE_RUNS_FILE: this.runsFile,
      ...this.settings,
    });
    this.url = started.url;
    this.program = started.program;
  }
}
