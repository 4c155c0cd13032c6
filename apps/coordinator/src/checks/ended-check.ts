import { CancelledError, type Check, type CheckId, unreachable, type Verdict } from '@quality-gates/contract';
import { type Admission, shuttingDown } from './admission.js';
import type { Ending } from './ending.js';
import { EventLog } from './events/event-log.js';

/** A run that is over: how it ended, and what there is to tell of it. */
export interface EndedCheck {
  checkId: CheckId;
  run: number;
  /** The repository as it was asked about. */
  repository: string;
  ending: Ending;
  log: EventLog;
}

/** Where the question stands. @throws what the run failed with */
export function checkOf({ checkId, run, ending }: EndedCheck): Check {
  switch (ending.kind) {
    case 'verdict':
      return { state: 'done', checkId, run, verdict: ending.verdict };
    case 'cancelled':
      return { state: 'cancelled', checkId, run };
    case 'failed':
      throw ending.error;
    default:
      return unreachable(ending);
  }
}

/** The answer. @throws QualityGatesError that says why there is none */
export function verdictOf({ ending }: EndedCheck, admission: Admission): Verdict {
  switch (ending.kind) {
    case 'verdict':
      return ending.verdict;
    case 'failed':
      throw ending.error;
    case 'cancelled':
      throw admission.isOpen ? new CancelledError() : shuttingDown();
    default:
      return unreachable(ending);
  }
}

/** What there is to tell of it: its log, or its verdict alone where the log was dropped. */
export function logOf({ checkId, run, ending, log }: EndedCheck): EventLog {
  if (ending.kind !== 'verdict' || log.firstKept <= log.lastSequence) return log;
  const rest = new EventLog({ run, after: log.lastSequence - 1 });
  rest.append({ type: 'verdict', checkId, verdict: ending.verdict });
  rest.close();
  return rest;
}
