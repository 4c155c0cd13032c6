import { equal } from 'node:assert/strict';
import { CheckEvent, HEARTBEAT_EVENT } from '@quality-gates/contract';

/** One server-sent event as it came. */
export interface Told {
  name: string;
  id: string | undefined;
  data: unknown;
}

/** Reads a stream of events, one at a time. */
export class EventReader {
  private text = '';
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();

  constructor(response: Response) {
    equal(response.headers.get('content-type'), 'text/event-stream');
    if (response.body === null) throw new TypeError('The answer has no body.');
    this.reader = response.body.getReader();
  }

  /** The next event; undefined at the end of the stream. Rejects when the stream is cut. */
  async next(): Promise<Told | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        return toldIn(block);
      }
      const { done, value } = await this.reader.read();
      if (done) {
        equal(this.text, '');
        return undefined;
      }
      this.text += this.decoder.decode(value, { stream: true });
    }
  }

  /** The next event of the check, past the heartbeats. */
  async nextEvent(): Promise<Told | undefined> {
    for (;;) {
      const told = await this.next();
      if (told?.name !== HEARTBEAT_EVENT) return told;
    }
  }

  /** All events of the check until the stream ends, as `<type> <id>`. */
  async rest(): Promise<string[]> {
    const all: string[] = [];
    for (;;) {
      const told = await this.nextEvent();
      if (told === undefined) return all;
      equal(CheckEvent.parse(told.data).type, told.name);
      all.push(`${told.name} ${told.id}`);
    }
  }

  close(): Promise<void> {
    return this.reader.cancel();
  }
}

function toldIn(block: string): Told {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const [field = '', ...value] = line.split(': ');
      return [field, value.join(': ')];
    }),
  );
  return {
    name: fields.get('event') ?? '',
    id: fields.get('id'),
    data: JSON.parse(fields.get('data') ?? ''),
  };
}
