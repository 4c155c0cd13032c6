import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Problem } from '@quality-gates/contract';

const DESCRIPTIONS = {
  400: 'The request is not valid; `errors` says where.',
  401: 'The token is missing, or not known here, or no longer.',
  403: 'The token lacks the scope for this, or for this repository; the challenge names the scope.',
  404: 'Not known here.',
  413: 'The body is too large.',
  415: 'The body is not of the media type that is expected.',
  422: 'What is asked about cannot be judged here: its repository, its objects or its policy.',
  429: 'Too many requests for this token, or the queue is full; see `Retry-After`.',
  500: 'The coordinator failed.',
  503: 'Shutting down, out of connections, or not able to judge now; see `Retry-After`.',
  507: 'There is no room for the objects.',
} as const;

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } },
} as const;

/** Documents the errors that an operation may answer with. */
export function ApiProblems(
  ...statuses: ReadonlyArray<keyof typeof DESCRIPTIONS>
): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        standardSchema: Problem,
        ...((status === 429 || status === 503) && { headers: RETRY_AFTER }),
      }),
    ),
  );
}
