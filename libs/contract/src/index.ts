export * from './words.js';
export * from './check-request.js';
export { canonicalJson } from './canonical-json.js';
export { checkIdOf } from './check-id.js';
export * from './finding.js';
export * from './gate-result.js';
export * from './results.js';
export { Outcome, outcomeOf } from './outcome.js';
export * from './containment.js';
export * from './verdict.js';
export * from './waivers.js';
export { Check } from './check.js';
export { CheckEvent } from './check-event.js';
export {
  CoordinatorHealth,
  type CandidateObjects,
  type CheckOptions,
  type Coordinator,
} from './coordinator.js';
export * from './errors.js';
export { errnoOf } from './errno.js';
export { Problem, PROBLEM_MEDIA_TYPE, problemOf } from './problem.js';
export { jsonSchemaOf, type ContractSchemaName } from './json-schema.js';
export { issuesOf, parseCheckRequest, type SchemaIssue } from './parse.js';
export { estimateTokens, feedback, type FeedbackOptions } from './feedback.js';
export { byRootCause } from './feedback/root-cause.js';
export * from './wire.js';
export { unreachable } from './unreachable.js';
