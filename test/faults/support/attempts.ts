import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** The HTTP requests that this process begins, whether or not anybody reads them. */
export interface Attempts extends Disposable {
  readonly count: number;
}

/** Counts what goes to one port. */
export function countAttempts(port: number | string): Attempts {
  let count = 0;
  const tell = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    if (request.getHeader('host')?.toString().endsWith(`:${port}`)) count += 1;
  };
  diagnostics.subscribe('http.client.request.start', tell);
  return {
    get count() {
      return count;
    },
    [Symbol.dispose]: () => void diagnostics.unsubscribe('http.client.request.start', tell),
  };
}
