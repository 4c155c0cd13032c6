import { QualityGatesError, type ErrorDetails } from '@quality-gates/contract';

/** The coordinator does not know who asks. */
export class UnauthorizedError extends QualityGatesError {
  constructor(message: string, details?: ErrorDetails) {
    super('unauthorized', message, details);
  }
}
