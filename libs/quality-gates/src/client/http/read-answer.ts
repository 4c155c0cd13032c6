import { unreachable } from '@quality-gates/contract';
import { ProtocolError } from '../../errors/index.js';
import type { Answer } from './call.js';
import { AttemptError, always, never } from '../failures/failure.js';
import { headerOf, isIdentity, type Reading, refusal } from './reading.js';
import { readBody } from './read-body.js';
import { strictJson } from './strict-json.js';

/** Reads a whole answer. @throws AttemptError unless it is a success, in JSON that leaves nothing to guess */
export async function readAnswer(reading: Reading): Promise<Answer> {
  const { address, call, response } = reading;
  const { status } = response;
  const body = await readBody(response.data, address.maxResponseBytes);
  if (status !== 200 && status !== 202 && !(status === 204 && call.noContent === true)) {
    throw new AttemptError(refusal(reading, body));
  }
  const header = (name: string): string | undefined => headerOf(response, name);
  const said = {
    waited: /\bwait="?[1-9]/.test(header('preference-applied') ?? ''),
    retryAfter: header('retry-after'),
    date: header('date'),
  };
  if (status === 204) return { status, json: undefined, ...said };

  const foreign = (what: string): ProtocolError =>
    new ProtocolError(`What answers at ${address.url} sent ${what}.`, {
      mend: 'See that `coordinator.url` is the root of a coordinator and that no proxy answers in its place.',
    });
  const unbelievable = (fault: string, what: string): AttemptError =>
    new AttemptError(never(foreign(what), { fault, status }));
  if (!isIdentity(response)) throw unbelievable('compressed', 'a compressed body that nobody asked for');
  const type = header('content-type') ?? '';
  if (body.length > 0 && !/^application\/json\s*(?:;|$)/i.test(type)) {
    throw unbelievable('not-json', `a body of type "${type.slice(0, 100)}"`);
  }
  const read = strictJson(body);
  switch (read.kind) {
    case 'json':
      return { status, json: read.json, ...said };
    case 'cut':
      throw new AttemptError(always(foreign('an empty body or cut JSON'), { fault: 'cut', status }));
    case 'invalid':
      throw unbelievable('not-json', read.what);
    default:
      return unreachable(read);
  }
}
