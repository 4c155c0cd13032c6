export { QualityGatesModule } from './quality-gates.module.js';
export { QualityGatesService } from './quality-gates.service.js';
export { CoordinatorClientService } from './client/coordinator-client.service.js';
export { COORDINATOR } from './tokens.js';
export type { ClientObservation } from './observation.js';
export type { CoordinatorAddress, QualityGatesOptions } from './options.js';
export type { PostCommitQuestion, PreCommitQuestion, Question } from './questions.js';
export * from './errors/index.js';
export {
  type Candidate,
  type CandidateObjects,
  CancelledError,
  type CheckEvent,
  type CheckOptions,
  type CheckRequest,
  ConfigurationError,
  type Coordinator,
  type CoordinatorHealth,
  type ErrorCode,
  feedback,
  type FeedbackOptions,
  type Finding,
  type GateResult,
  InvalidRequestError,
  isApproval,
  isQualityGatesError,
  type Outcome,
  QualityGatesError,
  type Verdict,
  type Waiver,
} from '@quality-gates/contract';
