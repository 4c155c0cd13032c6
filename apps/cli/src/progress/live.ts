import { unreachable, type CheckEvent, type GateName, type GateResult } from '@quality-gates/contract';
import { mark } from '../formats/pretty/mark.js';
import { duration } from '../formats/words.js';
import { cut } from '../formats/wrap.js';
import { printableLine } from '../printable.js';
import { widthOf, type Colors, type OutputStream } from '../terminal.js';
import { outcomeOfGate } from './outcome-of-gate.js';
import type { Progress } from './progress.js';

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const REDRAW_MS = 100;

/** Where time comes from. */
export interface Clock {
  /** Milliseconds that never run backwards. */
  now(): number;
  /** Calls until stopped; never keeps the process alive. */
  every(intervalMs: number, tick: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  every(intervalMs, tick) {
    const timer = setInterval(tick, intervalMs).unref();
    return () => clearInterval(timer);
  },
};

type Row =
  | { state: 'waiting' }
  | { state: 'running'; since: number; tool?: string }
  | { state: 'done'; result: GateResult };

/** A list of gates that redraws itself in place, and is gone when it stops: the report says it all again. */
export function live(stream: OutputStream, colors: Colors, clock: Clock = systemClock): Progress {
  const rows = new Map<GateName, Row>();
  const started = clock.now();
  let drawn = 0;
  let frame = 0;
  let queued = false;

  const erase = (): string => (drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '');
  const draw = (): void => {
    const spinner = FRAMES[frame % FRAMES.length] ?? '';
    const width = widthOf(stream) - 1;
    const elapsed = duration(clock.now() - started);
    const head = `${colors.cyan(spinner)} ${queued ? 'waiting for the coordinator' : 'checking'} ${colors.dim(elapsed)}`;
    const longest = Math.max(0, ...[...rows.keys()].map((gate) => gate.length));
    const list = [...rows].map(([gate, row]) =>
      rowLine(gate.padEnd(longest), row, { spinner, width, colors, now: clock.now() }),
    );
    stream.write(`${erase()}${[head, ...list].join('\n')}\n`);
    drawn = list.length + 1;
  };
  const stopTicking = clock.every(REDRAW_MS, () => {
    frame += 1;
    draw();
  });
  draw();

  return {
    onEvent(event) {
      queued = event.type === 'queued';
      follow(rows, event, clock.now());
      draw();
    },
    note(text) {
      stream.write(`${erase()}${text}\n`);
      drawn = 0;
      draw();
    },
    stop() {
      stopTicking();
      stream.write(erase());
      drawn = 0;
    },
  };
}

function follow(rows: Map<GateName, Row>, event: CheckEvent, now: number): void {
  switch (event.type) {
    case 'started':
      for (const gate of event.gates) if (!rows.has(gate)) rows.set(gate, { state: 'waiting' });
      break;
    case 'gate-started':
      rows.set(event.gate, { state: 'running', since: now, ...(event.tool ? { tool: event.tool } : {}) });
      break;
    case 'gate-finished':
      rows.set(event.result.gate, { state: 'done', result: event.result });
      break;
    case 'reset':
      rows.clear();
      break;
    case 'queued':
    case 'finding':
    case 'verdict':
      break;
    default:
      unreachable(event);
  }
}

function rowLine(
  gate: GateName,
  row: Row,
  { spinner, width, colors, now }: { spinner: string; width: number; colors: Colors; now: number },
): string {
  // A line that wraps would spoil the count of lines to erase.
  const rest = (text: string): string => cut(text, width - 4 - gate.length - 2);
  switch (row.state) {
    case 'waiting':
      return colors.dim(`  · ${gate.trimEnd()}`);
    case 'running': {
      const tool = row.tool ? `${printableLine(row.tool)}, ` : '';
      return `  ${colors.cyan(spinner)} ${gate}  ${colors.dim(rest(`${tool}${duration(now - row.since)}`))}`;
    }
    case 'done':
      return `  ${mark(row.result.status, colors)} ${gate}  ${colors.dim(rest(outcomeOfGate(row.result)))}`;
    default:
      return unreachable(row);
  }
}
