import { unreachable, weakLimitsOf, type GateResult, type Verdict } from '@quality-gates/contract';
import type { Layout } from '../format.js';
import { duration } from '../words.js';
import { wrap } from '../wrap.js';

/** Warnings, then the outcome in words: the last line is the answer. */
export function closing(verdict: Verdict, { colors, width }: Layout): string[] {
  return [
    ...warningsOf(verdict).flatMap((warning) =>
      wrap(warning, width - 2).map((line, index) => colors.yellow(`${index === 0 ? '!' : ' '} ${line}`)),
    ),
    `${outcomeInWords(verdict, colors)} ${colors.dim(`in ${duration(verdict.durationMs)}`)}`,
  ];
}

function warningsOf(verdict: Verdict): string[] {
  const weak = verdict.containment ? weakLimitsOf(verdict.containment) : [];
  const waivers = verdict.waivers?.length ?? 0;
  return [
    ...(verdict.scope === 'partial'
      ? ['Partial: the policy requires more gates than were asked for. It may not land on this answer.']
      : []),
    ...(verdict.sandbox === 'none'
      ? ['No sandbox: the tools and the code under test ran with your rights.']
      : []),
    ...(verdict.waiverRequests ?? []).map(
      ({ rule, path, reason }) =>
        `The commit asks for a waiver of ${rule}${path === undefined ? '' : ` in ${path}`}: ${reason}. Only the orchestrator can grant it.`,
    ),
    ...(weak.length > 0
      ? [`Limits: ${list(weak)} ${weak.length === 1 ? 'was' : 'were'} watched, not held by the kernel.`]
      : []),
    ...(waivers > 0 ? [`${waivers === 1 ? '1 waiver was' : `${waivers} waivers were`} applied.`] : []),
  ];
}

function outcomeInWords(verdict: Verdict, colors: Layout['colors']): string {
  const required = verdict.gates.filter(({ gate }) => verdict.requiredGates.includes(gate));
  const names = (status: GateResult['status'], of: readonly GateResult[] = required): string =>
    list(of.filter((gate) => gate.status === status).map(({ gate }) => gate));
  switch (verdict.outcome) {
    case 'approved': {
      const part = verdict.scope === 'partial' ? ' in part' : '';
      return `${colors.green(colors.bold(`✔ Approved${part}`))}: ${names('passed')} passed`;
    }
    case 'rejected':
      return `${colors.red(colors.bold('✖ Rejected'))}: ${names('failed', verdict.gates)} failed`;
    case 'inconclusive': {
      const open = names('inconclusive');
      const missing = list(
        verdict.requiredGates.filter(
          (name) => !verdict.gates.some(({ gate, status }) => gate === name && status !== 'skipped'),
        ),
      );
      const why =
        [open && `${open} could not tell`, missing && `${missing} gave no answer`]
          .filter(Boolean)
          .join('; ') || 'no gate applies, so nothing was judged';
      return `${colors.yellow(colors.bold('? Inconclusive'))}: ${why}`;
    }
    default:
      return unreachable(verdict.outcome);
  }
}

/** `a, b and c`. */
function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
