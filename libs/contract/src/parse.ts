import type { z } from 'zod';
import { InvalidRequestError } from './errors.js';
import { CheckRequest } from './check-request.js';

/** Where a value breaks its schema: a JSON Pointer (RFC 6901) and what is wrong there. */
export interface SchemaIssue {
  pointer: string;
  message: string;
}

/** Flattens a schema's complaints, at most 100 of them. */
export function issuesOf(error: z.ZodError): SchemaIssue[] {
  return error.issues.slice(0, 100).map((issue) => ({
    pointer: issue.path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    message: issue.message,
  }));
}

/** Reads an unknown value as a {@link CheckRequest}. @throws InvalidRequestError with the first places that are wrong */
export function parseCheckRequest(value: unknown): CheckRequest {
  const parsed = CheckRequest.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error)
    .slice(0, 5)
    .map(({ pointer, message }) => `${pointer || '/'}: ${message}`);
  throw new InvalidRequestError(`The check request is not valid: ${issues.join('; ')}.`, {
    cause: parsed.error,
  });
}
