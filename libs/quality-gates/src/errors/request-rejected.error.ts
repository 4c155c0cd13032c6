import { QualityGatesError } from '@quality-gates/contract';

/** The coordinator refuses the request itself; its `code` says why (`invalid-request`, `repository-unknown` …). */
export class RequestRejectedError extends QualityGatesError {}
