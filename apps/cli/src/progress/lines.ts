import type { CheckEvent } from '@quality-gates/contract';
import { mark } from '../formats/pretty/mark.js';
import { printableLine } from '../printable.js';
import type { Colors, OutputStream } from '../terminal.js';
import { outcomeOfGate } from './outcome-of-gate.js';
import type { Progress } from './progress.js';

/** A line for each thing that happens: for logs and pipes. */
export function lines(stream: OutputStream, colors: Colors): Progress {
  const say = (line: string): void => void stream.write(`${line}\n`);
  return {
    onEvent(event) {
      const line = lineOf(event, colors);
      if (line !== undefined) say(line);
    },
    note: say,
    stop: () => {},
  };
}

function lineOf(event: CheckEvent, colors: Colors): string | undefined {
  switch (event.type) {
    case 'queued':
      return 'waiting for the coordinator';
    case 'gate-started':
      return `  ${event.gate} runs${event.tool ? ` (${printableLine(event.tool)})` : ''}`;
    case 'gate-finished':
      return `${mark(event.result.status, colors)} ${event.result.gate} ${outcomeOfGate(event.result)}`;
    case 'reset':
      return 'the check starts again';
    default:
      return undefined;
  }
}
