import { InvalidRequestError } from '@quality-gates/contract';

/** The command line is wrong; the mend says what to write instead. */
export function usageError(message: string, mend: string): InvalidRequestError {
  return new InvalidRequestError(message, { mend });
}
