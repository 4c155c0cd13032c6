import type { CheckEvent, CheckId } from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';
import type { Engine } from '../engine.js';
import type { Integrity } from '../integrity/judge-integrity.js';
import type { Policy } from '../policy/policy.js';
import type { Question } from '../question.js';
import type { Dependencies } from '../workspace/dependencies.js';

/** What the jobs of one check share. */
export interface JobContext {
  engine: Engine;
  repository: Repository;
  question: Question;
  policy: Policy;
  /** What the candidate's code imports, and the tools. */
  dependencies: Dependencies;
  /** What the base's code imports, and the tools as the base has them. */
  dependenciesOfBase(): Promise<Dependencies>;
  integrity: Integrity;
  checkId: CheckId;
  signal: AbortSignal;
  emit: (event: CheckEvent) => void;
}
