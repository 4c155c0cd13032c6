import { stripVTControlCharacters } from 'node:util';
import type { Finding } from '../finding.js';
import type { FailedGate, InconclusiveGate } from '../gate-result.js';
import { unreachable } from '../unreachable.js';
import type { Verdict } from '../verdict.js';

/** The first line: the outcome and what it means for the one who reads it. */
export function headline(verdict: Verdict): string {
  const names = (status: string): string =>
    verdict.gates
      .filter((gate) => gate.status === status)
      .map(({ gate }) => gate)
      .join(', ');
  switch (verdict.outcome) {
    case 'approved':
      return verdict.scope === 'full'
        ? `APPROVED (${verdict.stage}): ${names('passed')} passed.`
        : `APPROVED IN PART (${verdict.stage}): ${names('passed')} passed; the policy requires more gates than were asked.`;
    case 'rejected':
      return `REJECTED (${verdict.stage}): ${names('failed')} failed. Mend the first finding first; later ones often follow from it.`;
    case 'inconclusive':
      return `INCONCLUSIVE (${verdict.stage}): nobody could tell whether the change is good. This is not your fault: change no code because of it.`;
    default:
      return unreachable(verdict.outcome);
  }
}

export function gateTitle(gate: FailedGate): string {
  const tool = gate.tool === undefined ? '' : ` (${gate.tool.name} ${gate.tool.version})`;
  return `${gate.gate}${tool} failed${gate.required ? '' : ', which this verdict does not depend on'}:`;
}

/** `file:line:col rule message`, further lines of the message indented below, then the fix. */
export function findingLines(finding: Finding, { short = false } = {}): string[] {
  const { file, range, rule, fix } = finding;
  const place = file === undefined ? [] : [[oneLine(file), range?.startLine, range?.startColumn]];
  const where = place.map((parts) => parts.filter((part) => part !== undefined).join(':'));
  const old = finding.introduced === false ? ['(not from this change)'] : [];
  const [first = '', ...others] = plain(finding.message).split('\n');
  const start = (message: string): string => `  ${[...where, oneLine(rule), ...old, message].join(' ')}`;
  if (short) return [start(first.length > SHORT ? `${first.slice(0, SHORT)} …` : first)];
  return [
    start(first),
    ...others
      .filter((line) => line.trim() !== '')
      .slice(0, MAX_FURTHER_LINES)
      .map((line) => `      ${line}`),
    ...(fix === undefined ? [] : [`    fix: ${oneLine(fix)}`]),
  ];
}

const SHORT = 160;
const MAX_FURTHER_LINES = 12;

export function inconclusiveLines(gate: InconclusiveGate): string[] {
  const hope = gate.retryable ? 'Asking again may help.' : 'Asking again does not help until that is mended.';
  return [`${gate.gate} could not tell (${gate.reason}): ${oneLine(gate.message)} ${hope}`];
}

/** Without terminal colours, line breaks and other control characters. */
export function oneLine(text: string): string {
  return plain(text).replaceAll('\n', ' ').trim();
}

function plain(text: string): string {
  return (
    stripVTControlCharacters(text)
      .replaceAll(/\r\n?/g, '\n')
      // oxlint-disable-next-line no-control-regex -- control characters are what this removes
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
      .trimEnd()
  );
}
