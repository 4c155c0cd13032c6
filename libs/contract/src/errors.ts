/** Every error code, with the HTTP status it travels under and whether asking again may help. */
export const ERROR_CODES = {
  'invalid-request': { status: 400, retryable: false },
  unauthorized: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  'not-found': { status: 404, retryable: false },
  'method-not-allowed': { status: 405, retryable: false },
  'request-too-large': { status: 413, retryable: false },
  'unsupported-media-type': { status: 415, retryable: false },
  'candidate-unknown': { status: 422, retryable: false },
  'repository-unknown': { status: 422, retryable: false },
  'repository-unsupported': { status: 422, retryable: false },
  'revision-unknown': { status: 422, retryable: false },
  'unsafe-tree': { status: 422, retryable: false },
  'policy-invalid': { status: 422, retryable: false },
  'pack-invalid': { status: 422, retryable: false },
  'ref-moved': { status: 409, retryable: false },
  'queue-full': { status: 429, retryable: true },
  'rate-limited': { status: 429, retryable: true },
  cancelled: { status: 499, retryable: true },
  internal: { status: 500, retryable: true },
  'git-failed': { status: 500, retryable: true },
  'configuration-invalid': { status: 500, retryable: false },
  'coordinator-unavailable': { status: 503, retryable: true },
  'shutting-down': { status: 503, retryable: true },
  'check-timeout': { status: 504, retryable: true },
  'storage-full': { status: 507, retryable: false },
  'protocol-error': { status: 502, retryable: false },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  /** What was underneath. */
  cause?: unknown;
  /** What mends it, as an instruction. */
  mend?: string;
  /** Overrides what is usual for the code. */
  retryable?: boolean;
}

/**
 * The root of all errors of this project: nobody could answer, and here is why. Compare `code`, not the
 * message; codes are stable, messages are not.
 */
export class QualityGatesError extends Error {
  readonly code: ErrorCode;
  /** Whether asking again, unchanged, may succeed. */
  readonly retryable: boolean;
  readonly mend?: string;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(details.mend ? `${message} ${details.mend}` : message, { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = details.retryable ?? ERROR_CODES[code].retryable;
    this.mend = details.mend;
  }
}

/** Tells whether an unknown error is one of ours, across copies of this package. */
export function isQualityGatesError(error: unknown): error is QualityGatesError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code in ERROR_CODES &&
    'retryable' in error
  );
}

/** The caller ended the wait. */
export class CancelledError extends QualityGatesError {
  constructor(message = 'The check was cancelled by its caller.', details?: ErrorDetails) {
    super('cancelled', message, details);
  }
}

/** The request is not of the form that the contract gives. */
export class InvalidRequestError extends QualityGatesError {
  constructor(message: string, details?: ErrorDetails) {
    super('invalid-request', message, details);
  }
}

/** A setting is missing or wrong. */
export class ConfigurationError extends QualityGatesError {
  constructor(message: string, details?: ErrorDetails) {
    super('configuration-invalid', message, details);
  }
}
