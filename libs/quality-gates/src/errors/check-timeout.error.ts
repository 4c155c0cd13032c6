import { QualityGatesError, type ErrorDetails } from '@quality-gates/contract';

/**
 * The coordinator took the check, but gave no verdict within `deadlineMs`. Nothing runs on for who is gone;
 * asking again takes up what its gates have answered by then.
 */
export class CheckTimeoutError extends QualityGatesError {
  constructor(message: string, details?: ErrorDetails) {
    super('check-timeout', message, details);
  }
}
