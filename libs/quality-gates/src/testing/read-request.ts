import type { IncomingMessage } from 'node:http';
import { WIRE_PATHS } from '@quality-gates/contract';

/** What a request to the mock is about; switch on `kind`. */
export type MockRoute =
  | { kind: 'ready' }
  | { kind: 'ask' }
  | { kind: 'unknown' }
  | { kind: 'poll' | 'withdraw' | 'follow'; checkId: string }
  | { kind: 'upload'; repository: string };

export function routeOf(method: string | undefined, pathname: string): MockRoute {
  const [, checkId, events] = /^\/api\/quality\/checks\/([0-9a-f]{64})(\/events)?$/.exec(pathname) ?? [];
  const repository = /^\/api\/quality\/repositories\/([^/]+)\/objects$/.exec(pathname)?.[1];
  if (method === 'GET' && pathname === '/api/health/ready') return { kind: 'ready' };
  if (method === 'POST' && pathname === WIRE_PATHS.ask) return { kind: 'ask' };
  if (method === 'GET' && checkId !== undefined) return { kind: events ? 'follow' : 'poll', checkId };
  if (method === 'DELETE' && checkId !== undefined && !events) return { kind: 'withdraw', checkId };
  if (method === 'PUT' && repository !== undefined) {
    return { kind: 'upload', repository: decodeURIComponent(repository) };
  }
  return { kind: 'unknown' };
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** @throws Error for a body that is too large */
export async function bodyOf(http: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of http) {
    if (!Buffer.isBuffer(chunk)) throw new Error('The body is no bytes.');
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function headerOf(http: IncomingMessage, name: string): string | undefined {
  const value = http.headers[name];
  return typeof value === 'string' ? value : undefined;
}
