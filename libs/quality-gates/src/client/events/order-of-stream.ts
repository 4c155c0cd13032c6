import type { CheckEvent, EventId } from '@quality-gates/contract';
import { ProtocolError } from '../../errors/index.js';

/** Refuses an event whose number does not grow within its run on one connection; only a reset may go back. */
export function orderOfStream(): (id: EventId, event: CheckEvent) => void {
  let last: EventId | undefined;
  return (id, { type }) => {
    if (type !== 'reset' && last?.run === id.run && id.sequence <= last.sequence) {
      throw new ProtocolError('The event stream told an event twice.');
    }
    last = id;
  };
}
