import { QualityGatesError, type ErrorDetails } from '@quality-gates/contract';

/** The coordinator cannot read the objects of the candidate. */
export class CandidateUnknownError extends QualityGatesError {
  constructor(message: string, details?: ErrorDetails) {
    super('candidate-unknown', message, details);
  }
}
