import {
  type CheckEvent,
  type CheckId,
  type EventId,
  formatEventId,
  type Heartbeat,
  HEARTBEAT_EVENT,
} from '@quality-gates/contract';

/** An event as it goes over the wire (the `text/event-stream` format of the HTML standard). */
export function frameOf(event: CheckEvent, id: EventId): string {
  return `event: ${event.type}\nid: ${formatEventId(id)}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Says that the connection lives, and when it will say so again. */
export function heartbeatFrame(heartbeat: Heartbeat): string {
  return `event: ${HEARTBEAT_EVENT}\ndata: ${JSON.stringify(heartbeat)}\n\n`;
}

/** Says that what follows does not go on where the caller was. The id is that of what precedes the next event; 0 stands before the first. */
export function resetFrame(checkId: CheckId, before: EventId): string {
  return frameOf({ type: 'reset', checkId }, before);
}
