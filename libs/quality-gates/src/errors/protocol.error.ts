import { QualityGatesError, type ErrorDetails } from '@quality-gates/contract';

/** What answered does not speak as a coordinator does, or answered another question. It is never believed. */
export class ProtocolError extends QualityGatesError {
  constructor(message: string, details?: ErrorDetails) {
    super('protocol-error', message, details);
  }
}
