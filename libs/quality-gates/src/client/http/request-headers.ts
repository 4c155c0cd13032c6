import type { Call } from './call.js';

/** What a request says besides who asks. */
export function requestHeaders({ body, upload, waitSeconds, headers }: Call): Record<string, string> {
  return {
    Accept: 'application/json, application/problem+json',
    'User-Agent': 'quality-gates-client',
    ...(body && { 'Content-Type': 'application/json' }),
    ...(upload && { 'Content-Type': upload.mediaType }),
    ...(waitSeconds !== undefined && { Prefer: `wait=${waitSeconds}` }),
    ...headers,
    'Accept-Encoding': 'identity',
  };
}
