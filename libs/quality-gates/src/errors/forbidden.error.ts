import { QualityGatesError, type ErrorDetails } from '@quality-gates/contract';

/** The coordinator knows who asks and does not allow it. */
export class ForbiddenError extends QualityGatesError {
  constructor(message: string, details?: ErrorDetails) {
    super('forbidden', message, details);
  }
}
