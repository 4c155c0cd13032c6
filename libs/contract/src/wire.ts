import { z } from 'zod';
import type { CheckId } from './words.js';

/** Where things are on a coordinator; the client never follows a `Location` that says otherwise. */
export const WIRE_PATHS = {
  ask: '/api/quality/check',
  check: (checkId: CheckId) => `/api/quality/checks/${checkId}`,
  events: (checkId: CheckId) => `/api/quality/checks/${checkId}/events`,
  objects: (repository: string) => `/api/quality/repositories/${encodeURIComponent(repository)}/objects`,
} as const;

/**
 * The request header by which a caller names one subscription: random, of its own choice, the same for every
 * request that belongs to one question. It tells callers apart who share a token or an address, so that one
 * caller's `DELETE` ends its own interest alone and a repeated `POST` does not count twice.
 */
export const CALLER_HEADER = 'quality-gates-caller';
export const CALLER_ID_PATTERN = '^[A-Za-z0-9_-]{16,64}$';
export const CallerId = z.string().regex(new RegExp(CALLER_ID_PATTERN));

/** The media type of a git pack, as git's own HTTP servers give it. */
export const PACK_MEDIA_TYPE = 'application/x-git-packed-objects';

/** The name of the server-sent event that only says that the connection lives; it has no `id`. */
export const HEARTBEAT_EVENT = 'heartbeat';
/** What a heartbeat carries: when the next one is due, so that its absence can be noticed. */
export const Heartbeat = z.strictObject({ intervalMs: z.int().positive().max(600_000) });
export type Heartbeat = z.infer<typeof Heartbeat>;

/** The place of an event in the log of a check: which run, and its number in that run, both from 1. */
export interface EventId {
  run: number;
  sequence: number;
}

/** The text of an event's `id` field, e.g. `2.17`. */
export function formatEventId({ run, sequence }: EventId): string {
  return `${run}.${sequence}`;
}

/** Reads an event's `id` field, or a `Last-Event-ID` header; undefined for anything else. */
export function parseEventId(text: string): EventId | undefined {
  const match = /^([1-9]\d{0,14})\.([1-9]\d{0,14})$/.exec(text);
  return match ? { run: Number(match[1]), sequence: Number(match[2]) } : undefined;
}

/** A name under which a coordinator may have registered a repository. */
export const RepositoryName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,127}$/);
