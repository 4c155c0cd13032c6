import { QualityGatesError, type ErrorDetails } from '@quality-gates/contract';

/** The coordinator took the check, but gave no verdict within `deadlineMs`. Asking again resumes the same check. */
export class CheckTimeoutError extends QualityGatesError {
  constructor(message: string, details?: ErrorDetails) {
    super('check-timeout', message, details);
  }
}
