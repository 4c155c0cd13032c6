import type { ErrorCode, Outcome } from '@quality-gates/contract';

/** What the command line answers with. Scripts and hooks rely on these numbers. */
export const EXIT = {
  approved: 0,
  rejected: 1,
  /** Also where nobody could answer. */
  inconclusive: 2,
  /** The question itself is wrong (`EX_USAGE` of sysexits.h). */
  usage: 64,
} as const;

export function exitCodeOfOutcome(outcome: Outcome): number {
  return EXIT[outcome];
}

const WRONG_QUESTIONS: ReadonlySet<ErrorCode> = new Set([
  'invalid-request',
  'revision-unknown',
  'repository-unknown',
]);

/** 64 where asking differently is the mend, 2 where the answer could not be had. */
export function exitCodeOfError(code: ErrorCode): number {
  return WRONG_QUESTIONS.has(code) ? EXIT.usage : EXIT.inconclusive;
}

/** The signals that end a command in an orderly way, by the number that shells add to 128. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
export type EndingSignal = keyof typeof SIGNALS;

export const ENDING_SIGNALS: readonly EndingSignal[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/** 130 for SIGINT, 143 for SIGTERM. */
export function exitCodeOfSignal(signal: EndingSignal): number {
  return 128 + SIGNALS[signal];
}

/** For the foot of a help text. */
export const EXIT_CODES_HELP = `Exit codes:
  0    approved
  1    rejected: the change is wrong
  2    inconclusive: a gate could not tell, or nobody could answer
  64   bad usage: unknown option, gate or revision, contradictory options,
       not a repository
  130  interrupted (SIGINT)
  143  ended (SIGTERM)`;
