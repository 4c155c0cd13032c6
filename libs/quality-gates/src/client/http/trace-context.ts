import { randomBytes } from 'node:crypto';

/** A trace that requests belong to. */
export interface Trace {
  /** The `traceparent` of one request: the trace, with a parent id of its own. */
  next(): string;
}

/**
 * The trace of one question, by W3C Trace Context, level 1: the caller's own, or a new one where there is none or
 * what it gave is not valid.
 */
export function traceFrom(given: (() => string | undefined) | undefined): Trace {
  const { traceId, flags } = parse(given) ?? { traceId: hex(16), flags: '01' };
  return { next: () => `00-${traceId}-${hex(8)}-${flags}` };
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

function parse(
  given: (() => string | undefined) | undefined,
): { traceId: string; flags: string } | undefined {
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(textOf(given)) ?? [];
  if (version === undefined || traceId === undefined || parentId === undefined || flags === undefined) {
    return undefined;
  }
  // A later version may say more, and is read as far as it is known; version 255 there is none.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined;
  // Of the flags, level 1 knows only the one that says that the caller records.
  return { traceId, flags: Number.parseInt(flags, 16) % 2 === 1 ? '01' : '00' };
}

function textOf(given: (() => string | undefined) | undefined): string {
  try {
    const text: unknown = given?.();
    return typeof text === 'string' ? text.slice(0, MAX_LENGTH) : '';
  } catch {
    // A tracer that fails is no reason not to ask.
    return '';
  }
}

const MAX_LENGTH = 512;

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
