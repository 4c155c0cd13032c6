export { MockCoordinator, type MockCoordinatorOptions, type ReceivedRequest } from './mock-coordinator.js';
export {
  approve,
  dropConnection,
  inconclusive,
  later,
  longCheck,
  type MockAnswer,
  problem,
  raw,
  reject,
  type RejectedFinding,
  silence,
} from './answers.js';
export type { Asked } from './expect-asked.js';
export { verdictFor, type VerdictParts } from './verdict-for.js';
