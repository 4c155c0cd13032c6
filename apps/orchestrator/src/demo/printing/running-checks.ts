import type { CheckEvent, GateResult, Stage } from '@quality-gates/contract';
import pc from 'picocolors';
import { duration } from './words.js';

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const MARKS = {
  passed: pc.green('✔'),
  failed: pc.red('✖'),
  inconclusive: pc.yellow('?'),
  skipped: pc.dim('–'),
} as const;

interface Running {
  stage: Stage;
  since: number;
  /** Gates that run. */
  open: Set<string>;
  done: GateResult['status'][];
}

/** The sign of a gate's answer. */
export const mark = (status: GateResult['status']): string => MARKS[status];

/** The checks that run now, a line for each agent. */
export class RunningChecks {
  readonly #running = new Map<string, Running>();

  start(agent: string, stage: Stage): void {
    this.#running.set(agent, { stage, since: performance.now(), open: new Set(), done: [] });
  }

  follow(agent: string, event: CheckEvent): void {
    const running = this.#running.get(agent);
    if (event.type === 'gate-started') running?.open.add(event.gate);
    if (event.type === 'gate-finished') {
      running?.open.delete(event.result.gate);
      running?.done.push(event.result.status);
    }
  }

  end(agent: string): void {
    this.#running.delete(agent);
  }

  /** A line must not be wider than the terminal, or it could not be drawn over. */
  lines(frame: number, width: number, paint: (agent: string) => string): string[] {
    const spinner = FRAMES[frame % FRAMES.length] ?? '';
    const rows = [...this.#running].map(([agent, { stage, since, open, done }]) => {
      const start = `  ${pc.cyan(spinner)}     ${paint(agent)}  ${stage.padEnd(11)}`;
      const time = pc.dim(duration(performance.now() - since).padStart(7));
      const left = width - 8 - agent.length - 2 - 11 - 7 - 2 - done.length - 2;
      return `${start}${time}  ${done.map(mark).join('')}  ${pc.dim([...open].join(', ').slice(0, left))}`;
    });
    return rows.length === 0 ? [] : ['', ...rows];
  }
}
