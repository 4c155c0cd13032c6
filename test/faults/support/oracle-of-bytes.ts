import type { CheckRequest } from '@quality-gates/contract';
import { isApprovalOf, readOnce } from './oracle.js';

/** The body of one HTTP/1.1 response, as far as its length allows. */
export function bodyOf(bytes: Buffer): string {
  const { body } = split(bytes);
  return body.toString();
}

/** Whether a response may be taken for an approval, by its bytes alone. @param within where in the JSON it lies */
export function approvesOverHttp(
  bytes: Buffer,
  asked: CheckRequest,
  within: (value: unknown) => unknown = (value) => value,
): boolean {
  const { head, body } = split(bytes);
  const encoding = /^content-encoding:(.*)$/im.exec(head)?.[1]?.trim().toLowerCase() ?? 'identity';
  if (!/^HTTP\/1\.[01] 200 /.test(head) || encoding !== 'identity') return false;
  if (!/^content-type: *application\/json\s*$/im.test(head)) return false;
  const text = utf8(body);
  const value = text === undefined ? undefined : readOnce(text);
  return value !== undefined && value !== null && isApprovalOf(within(value), asked);
}

/** Whether some event of a stream is the verdict that approves, of no run before this one. */
export function approvesInEvents(bytes: Buffer, asked: CheckRequest, run: number): boolean {
  const { head, body } = split(bytes);
  if (!/^HTTP\/1\.[01] 200 /.test(head) || !/^content-type: *text\/event-stream/im.test(head)) return false;
  return eventsOf(body.toString()).some(({ type, id, data }) => {
    const value = readOnce(data);
    const older = /^\d+\.\d+$/.test(id) && Number(id.split('.')[0]) < run;
    return type === 'verdict' && !older && isRecord(value) && isApprovalOf(value['verdict'], asked);
  });
}

const CR = 13;
const LF = 10;

interface StreamedEvent {
  type: string;
  id: string;
  data: string;
}

/** Server-sent events, by the letter of the HTML standard; the last one counts only when it was ended. */
function eventsOf(text: string): StreamedEvent[] {
  const events: StreamedEvent[] = [];
  let [type, id, data] = ['', '', [] as string[]];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (line === '') {
      if (data.length > 0) events.push({ type, id, data: data.join('\n') });
      [type, data] = ['', []];
      continue;
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  }
  return events;
}

/** Empty lines before the first one are read over (RFC 9112 §2.2), and so is half of one. */
function split(received: Buffer): { head: string; body: Buffer } {
  const bytes = received.subarray(received.findIndex((byte) => byte !== CR && byte !== LF));
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return { head: '', body: Buffer.alloc(0) };
  const head = bytes.subarray(0, end).toString('latin1');
  const length = /^content-length: *(\d+)\s*$/im.exec(head)?.[1];
  const body = bytes.subarray(end + 4);
  return { head, body: length === undefined ? body : body.subarray(0, Number(length)) };
}

function utf8(bytes: Buffer): string | undefined {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
