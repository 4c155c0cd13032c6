import { QualityGatesError, type ErrorDetails } from '@quality-gates/contract';

/** Nobody answered: the coordinator is down, overloaded or out of reach. Nothing was judged. */
export class CoordinatorUnavailableError extends QualityGatesError {
  /** When the coordinator said that it may be asked again, where it said so. */
  readonly notBefore?: Date;
  /** The HTTP status that it refused with, where it got as far as that. */
  readonly status?: number;

  constructor(
    message: string,
    { notBefore, status, ...details }: ErrorDetails & { notBefore?: Date; status?: number } = {},
  ) {
    super('coordinator-unavailable', message, details);
    this.notBefore = notBefore;
    this.status = status;
  }
}
