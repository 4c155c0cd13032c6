export { CandidateUnknownError } from './candidate-unknown.error.js';
export { CheckTimeoutError } from './check-timeout.error.js';
export { CoordinatorUnavailableError } from './coordinator-unavailable.error.js';
export { ForbiddenError } from './forbidden.error.js';
export { ProtocolError } from './protocol.error.js';
export { RequestRejectedError } from './request-rejected.error.js';
export { UnauthorizedError } from './unauthorized.error.js';
