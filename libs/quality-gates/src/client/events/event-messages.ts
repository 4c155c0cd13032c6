import type { Readable } from 'node:stream';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { ProtocolError } from '../../errors/index.js';

/**
 * The server-sent events of a body, as they come. A stream that breaks rejects as the body does.
 *
 * @throws ProtocolError for what is no UTF-8 or no event stream, and for an event of more than `maxBytes`
 */
export async function* eventMessages(
  body: Readable,
  maxBytes: number,
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const waiting: (EventSourceMessage | ProtocolError)[] = [];
  const parser = createParser({
    // Characters are never more than bytes.
    maxBufferSize: maxBytes,
    onEvent: (message) => waiting.push(message),
    onError: ({ message }) => waiting.push(malformed(message)),
  });
  const text = decoder();
  for await (const chunk of body) {
    parser.feed(text(chunk));
    for (const message of waiting.splice(0)) {
      if (message instanceof ProtocolError) throw message;
      if (Buffer.byteLength(message.data) > maxBytes) throw tooLarge(maxBytes);
      yield message;
    }
  }
}

function malformed(how: string): ProtocolError {
  return new ProtocolError(`The event stream is malformed: ${how.slice(0, 200)}.`);
}

function decoder(): (chunk: unknown) => string {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return (chunk) => {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the event stream gave no bytes');
    try {
      return utf8.decode(chunk, { stream: true });
    } catch (error) {
      throw new ProtocolError('The event stream is not UTF-8.', { cause: error });
    }
  };
}

function tooLarge(maxBytes: number): ProtocolError {
  return new ProtocolError(`An event is larger than \`maxResponseBytes\` (${maxBytes}).`);
}
