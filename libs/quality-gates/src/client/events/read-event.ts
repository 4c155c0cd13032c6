import {
  CheckEvent,
  type CheckId,
  type EventId,
  Heartbeat,
  HEARTBEAT_EVENT,
  parseEventId,
} from '@quality-gates/contract';
import type { EventSourceMessage } from 'eventsource-parser';
import { ProtocolError } from '../../errors/index.js';
import { strictJson } from '../http/strict-json.js';

/** What a message of the stream says; switch on `kind`. */
export type Told =
  { kind: 'heartbeat'; intervalMs: number } | { kind: 'event'; id: EventId; event: CheckEvent };

/**
 * Reads a message as the contract has it, with nothing left to guess.
 *
 * @throws ProtocolError for anything else, and for an event of another check
 */
export function readEvent({ event: name, id, data }: EventSourceMessage, checkId: CheckId): Told {
  const json = parseJson(data);
  if (name === HEARTBEAT_EVENT) {
    const heartbeat = Heartbeat.safeParse(json);
    if (heartbeat.success && id === undefined) return { kind: 'heartbeat', ...heartbeat.data };
    throw malformed('a heartbeat that is none');
  }
  const event = CheckEvent.safeParse(json);
  if (!event.success) throw malformed('what is no event of a check', event.error);
  if (event.data.type !== name) throw malformed('an event under the name of another');
  if (event.data.checkId !== checkId) throw malformed('an event of another check');
  const place = placeOf(id, event.data);
  if (place === undefined) throw malformed('an event without its number');
  return { kind: 'event', id: place, event: event.data };
}

/** A reset has the number of what precedes the next event, which is 0 before the first one. */
function placeOf(id: string | undefined, { type }: CheckEvent): EventId | undefined {
  if (id === undefined) return undefined;
  const beforeFirst = type === 'reset' ? /^(.*)\.0$/.exec(id)?.[1] : undefined;
  if (beforeFirst === undefined) return parseEventId(id);
  const first = parseEventId(`${beforeFirst}.1`);
  return first && { ...first, sequence: 0 };
}

function parseJson(text: string): unknown {
  const read = strictJson(Buffer.from(text));
  return read.kind === 'json' ? read.json : undefined;
}

function malformed(what: string, cause?: unknown): ProtocolError {
  return new ProtocolError(`The event stream told ${what}.`, { cause });
}
