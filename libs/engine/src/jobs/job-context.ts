import type { CheckEvent, CheckId } from '@quality-gates/contract';
import type { Integrity } from '../integrity/judge-integrity.js';
import type { Dependencies } from '../workspace/dependencies.js';
import type { Grounds } from './lay-out.js';

/** What the jobs of one check share; `dependencies` are the candidate's, with the tools of the base. */
export interface JobContext extends Grounds {
  /** What the base's code imports, and the tools as the base has them. */
  dependenciesOfBase(): Promise<Dependencies>;
  integrity: Integrity;
  checkId: CheckId;
  emit: (event: CheckEvent) => void;
}
