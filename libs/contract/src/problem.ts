import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, type QualityGatesError } from './errors.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const isErrorCode = (code: string): code is ErrorCode => code in ERROR_CODES;

/** An error on the wire: RFC 9457, with a stable `code`. */
export const Problem = z
  .object({
    type: z.string().max(2048),
    title: z.string().max(1024),
    status: z.int().min(400).max(599),
    code: z.enum(Object.keys(ERROR_CODES).filter(isErrorCode)),
    detail: z.string().max(8192).optional(),
    instance: z.string().max(2048).optional(),
    errors: z
      .array(z.object({ pointer: z.string().max(1024), message: z.string().max(2048) }))
      .max(100)
      .optional()
      .meta({ description: 'Where the request is wrong, by JSON Pointer (RFC 6901).' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details with a stable `code`.' });
export type Problem = z.infer<typeof Problem>;

/** Turns an error into what may be told to a caller: its code and message, never its stack or cause. */
export function problemOf(
  error: QualityGatesError,
  extra: Partial<Pick<Problem, 'instance' | 'errors' | 'detail'>> = {},
): Problem {
  return {
    type: `urn:quality-gates:problem:${error.code}`,
    title: error.code.replaceAll('-', ' '),
    status: ERROR_CODES[error.code].status,
    code: error.code,
    detail: error.message,
    ...extra,
  };
}
