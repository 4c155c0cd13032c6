export { MockCoordinator, type MockCoordinatorOptions } from './mock-coordinator.js';
export type { ReceivedFollow, ReceivedRequest, ReceivedUpload } from './received.js';
export {
  approve,
  dropConnection,
  inconclusive,
  later,
  longCheck,
  type LongCheckOptions,
  type MockAnswer,
  type MockEvent,
  type MockStep,
  problem,
  raw,
  reject,
  type RejectedFinding,
  silence,
} from './answers.js';
export type { Asked } from './expect-asked.js';
export { verdictFor, type VerdictParts } from './verdict-for.js';
