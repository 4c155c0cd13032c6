import type { Evidence, Finding, GateResult, InconclusiveReason } from '@quality-gates/contract';
import { printableLine } from '../printable.js';

const REASONS: Record<InconclusiveReason, string> = {
  'timed-out': 'timed out',
  'out-of-memory': 'ran out of memory',
  killed: 'was killed from outside',
  crashed: 'crashed',
  flaky: 'gave two different answers',
  cancelled: 'was cancelled',
  'output-limit': 'printed more than is allowed',
  'resource-limit': 'used more than is allowed',
  'sandbox-unavailable': 'had no sandbox',
  'dependencies-unavailable': 'had no dependencies',
  'tool-missing': 'had no tool',
};

/** Continues "the lint gate …". */
export function reasonInWords(reason: InconclusiveReason): string {
  return REASONS[reason];
}

/** `{ kind: 'files-linted', count: 42 }` → `42 files linted`. */
export function evidenceInWords({ kind, count }: Evidence): string {
  const [noun = kind, ...rest] = printableLine(kind).split('-');
  const plural = count === 1 ? noun.replace(/ies$/, 'y').replace(/([^s])s$/, '$1') : noun;
  return [count.toLocaleString('en'), plural, ...rest].join(' ');
}

/** `2 findings`, `1 finding`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** `840 ms`, `3.2 s`, `2 m 05 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
}

/** `src/a.ts:3:7`, as editors and terminals open it. */
export function place({ file, range }: Finding): string | undefined {
  if (file === undefined) return undefined;
  return [printableLine(file), range?.startLine, range?.startColumn]
    .filter((part) => part !== undefined)
    .join(':');
}

/** `eslint 9.39.5`. */
export function toolOf(gate: GateResult): string {
  return gate.tool ? printableLine(`${gate.tool.name} ${gate.tool.version}`) : '';
}

/** All findings of a gate; an inconclusive or skipped one has none. */
export function findingsOf(gate: GateResult): readonly Finding[] {
  return gate.status === 'passed' || gate.status === 'failed' ? gate.findings : [];
}

/** Shares in words: `linesPct: 91.2` → `lines 91.2 %`. Counts stay in the JSON: the evidence tells them better. */
export function metricsInWords(metrics: Readonly<Record<string, number>>): string[] {
  return Object.entries(metrics).flatMap(([name, value]) => {
    const share = /^(.+?)(?:Pct|Percent)$/.exec(name)?.[1];
    if (share === undefined) return [];
    const words = share.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    return [printableLine(`${words} ${floorToTenth(value)} %`)];
  });
}

/** The first sentence; what follows is the mend, which a skipped gate rarely needs. */
export function firstSentence(text: string): string {
  return /^.+?[.!?](?=\s|$)/.exec(printableLine(text))?.[0] ?? printableLine(text);
}

/** Never rounded up, so that 84.96 does not read as having reached 85. */
function floorToTenth(value: number): string {
  return String(Math.floor(value * 10 + 1e-9) / 10);
}
