import { stripVTControlCharacters } from 'node:util';
import { type GateResult, isQualityGatesError, unreachable, type Verdict } from '@quality-gates/contract';
import pc from 'picocolors';
import type { FlowEnd } from '../../commit-flow/flow-end.js';
import type { FlowEvent } from '../../commit-flow/flow-event.js';
import { mark, RunningChecks } from './running-checks.js';
import type { Screen } from './screen.js';
import { clock, duration, short } from './words.js';
import { wrap } from './wrap.js';

const MOST_FINDING_LINES = 12;
const INDENT = ' '.repeat(17);
const PAINTS = [pc.cyan, pc.magenta, pc.blue];

/** Tells on a screen what happens to each agent's change. */
export class Narrator {
  readonly #started = performance.now();
  readonly #running = new RunningChecks();
  readonly #paints = new Map<string, (text: string) => string>();

  constructor(private readonly screen: Screen) {
    screen.footer((frame) => this.#running.lines(frame, screen.width, (agent) => this.#paint(agent)));
  }

  /** What `CommitFlow.run` takes as `tell`. */
  of(agent: string): (event: FlowEvent) => void {
    this.#paint(agent);
    return (event) => this.#tell(agent, event);
  }

  #tell(agent: string, event: FlowEvent): void {
    switch (event.type) {
      case 'edited':
        return this.#say(agent, event.did);
      case 'asked':
        return this.#running.start(agent, event.stage);
      case 'progress':
        return this.#running.follow(agent, event.event);
      case 'judged':
        this.#running.end(agent);
        return this.#say(agent, `${event.stage}: ${outcome(event.verdict)}`, this.#gates(event.verdict));
      case 'told':
        return this.screen.say(...this.#quote('the agent is told', event.findings));
      case 'committed':
        return this.#say(agent, `committed as ${pc.yellow(short(event.commit))}`);
      case 'rebased':
        return this.#say(
          agent,
          `main is at ${pc.yellow(short(event.onto))} by now: rebased onto it, asked again`,
        );
      case 'ended':
        this.#running.end(agent);
        return this.#end(agent, event.end);
      default:
        return unreachable(event);
    }
  }

  #end(agent: string, end: FlowEnd): void {
    switch (end.end) {
      case 'landed':
        return this.#say(
          agent,
          `${pc.green(pc.bold('landed'))}: main goes from ${pc.yellow(short(end.from))} to ${pc.yellow(short(end.commit))}`,
        );
      case 'given-up':
        return this.#say(agent, `${pc.red(pc.bold('given up'))}: rejected as often as it may try`);
      case 'overtaken':
        return this.#say(agent, `${pc.yellow(pc.bold('overtaken'))} by ${end.by}`);
      case 'held':
        this.#say(agent, `${pc.yellow(pc.bold('held'))}, and the agent is not blamed`);
        return this.screen.say(...this.#quote('the operator is told', reasonsOf(end.because).join('\n')));
      default:
        return unreachable(end);
    }
  }

  #say(agent: string, text: string, more: readonly string[] = []): void {
    const time = pc.dim(clock(performance.now() - this.#started).padStart(5));
    this.screen.say(`${time}  ${this.#paint(agent)}  ${text}`, ...more);
  }

  #gates({ gates }: Verdict): string[] {
    const rows: { text: string; width: number }[] = [{ text: INDENT.slice(2), width: INDENT.length - 2 }];
    for (const gate of gates) {
      const time = timeOf(gate);
      const width = 2 + 2 + gate.gate.length + 1 + time.length;
      let row = rows.at(-1);
      if (row === undefined || row.width + width > this.screen.width) {
        row = { text: INDENT.slice(2), width: INDENT.length - 2 };
        rows.push(row);
      }
      row.text += `  ${mark(gate.status)} ${gate.gate} ${pc.dim(time)}`;
      row.width += width;
    }
    return rows.map(({ text }) => text);
  }

  #quote(title: string, text: string): string[] {
    const lines = stripVTControlCharacters(text)
      .split('\n')
      .flatMap((line) => wrap(line, this.screen.width - INDENT.length - 2));
    const shown = lines.slice(0, MOST_FINDING_LINES);
    if (lines.length > shown.length) shown.push(`… ${lines.length - shown.length} more lines`);
    return [`${INDENT}${pc.dim(`${title}:`)}`, ...shown.map((line) => `${INDENT}${pc.dim('│')} ${line}`)];
  }

  #paint(agent: string): string {
    const known = this.#paints.get(agent);
    const paint = known ?? PAINTS[this.#paints.size % PAINTS.length] ?? pc.cyan;
    if (!known) this.#paints.set(agent, paint);
    return paint(agent);
  }
}

function outcome({ outcome, durationMs }: Verdict): string {
  const paint = { approved: pc.green, rejected: pc.red, inconclusive: pc.yellow }[outcome];
  return `${paint(outcome)} ${pc.dim(`in ${duration(durationMs)}`)}`;
}

function timeOf(gate: GateResult): string {
  if (gate.status === 'skipped') return 'skipped';
  return gate.fromRecord ? 'known' : duration(gate.durationMs);
}

/** Why nobody could tell, each reason once. */
function reasonsOf(because: Extract<FlowEnd, { end: 'held' }>['because']): string[] {
  if (isQualityGatesError(because)) return [`${because.code}: ${because.message}`];
  const messages = because.gates.flatMap((gate) =>
    gate.status === 'inconclusive' ? [`${gate.reason}: ${gate.message}`] : [],
  );
  return messages.length > 0 ? [...new Set(messages)] : ['Only some of the gates were asked.'];
}
