import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { within } from './within.js';

/** One request that was read to its end, and the bare connection: what is written to it goes out as it is. */
export interface Exchange {
  /** Which request of the server it is, from 1. */
  count: number;
  /** Which connection it came by, from 1. */
  connection: number;
  method: string;
  path: string;
  /** By lower-case name. */
  headers: ReadonlyMap<string, string>;
  body: string;
  at: number;
  socket: Socket;
}

export type Answer = (exchange: Exchange) => void;

export interface FaultServerOptions {
  host?: string;
  tls?: { key: string; cert: string };
  /** Takes a connection before anything is read of it; `true` leaves it to this alone. */
  onConnection?: (socket: Socket, connection: number) => boolean | void;
}

/** A server on loopback below the level of HTTP libraries: it reads requests and answers with bytes, however wrong. */
export interface FaultServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly Exchange[];
  readonly posts: readonly Exchange[];
  /** How many connections there ever were. */
  readonly connections: number;
  /** How many are open now. */
  readonly open: number;
  /** Settles once no connection is open; rejects after five seconds. */
  allClosed(): Promise<void>;
  /** Settles once so many requests were read. */
  asked(count: number): Promise<void>;
}

export async function faultServer(answer: Answer, options: FaultServerOptions = {}): Promise<FaultServer> {
  const { host = '127.0.0.1', tls, onConnection } = options;
  const requests: Exchange[] = [];
  const sockets = new Set<Socket>();
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const watch of watchers) watch();
  };
  let connections = 0;

  const accept = (socket: Socket): void => {
    connections += 1;
    const connection = connections;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      look();
    });
    look();
    if (onConnection?.(socket, connection) === true) return;
    readRequests(socket, (request) => {
      const exchange = { ...request, count: requests.length + 1, connection, at: performance.now(), socket };
      requests.push(exchange);
      answer(exchange);
      look();
    });
  };
  const server: Server = tls ? createTlsServer(tls, accept) : createServer(accept);
  if (tls) server.on('tlsClientError', () => undefined);
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');

  const until = (condition: () => boolean, what: string): Promise<void> => {
    let watch = (): void => undefined;
    const come = new Promise<void>((resolve) => {
      watch = () => {
        if (condition()) resolve();
      };
      watchers.add(watch);
      watch();
    });
    return within(5_000, come, what).finally(() => watchers.delete(watch));
  };
  return {
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    requests,
    get posts() {
      return requests.filter(({ method }) => method === 'POST');
    },
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    allClosed() {
      // An end that nobody reads is not seen.
      for (const socket of sockets) socket.resume();
      return until(() => sockets.size === 0, 'the end of all connections');
    },
    asked: (count) => until(() => requests.length >= count, `${count} requests`),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

type Request = Pick<Exchange, 'method' | 'path' | 'headers' | 'body'>;

/** Reads one request after the other; bodies have a Content-Length, as the client's have. */
function readRequests(socket: Socket, tell: (request: Request) => void): void {
  let unread = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    for (let request = takeRequest(); request; request = takeRequest()) tell(request);
  });

  function takeRequest(): Request | undefined {
    const end = unread.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [first = '', ...lines] = unread.subarray(0, end).toString('latin1').split('\r\n');
    const headers = new Map(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const bodyEnd = end + 4 + Number(headers.get('content-length') ?? 0);
    if (unread.length < bodyEnd) return undefined;
    const body = unread.subarray(end + 4, bodyEnd).toString();
    unread = unread.subarray(bodyEnd);
    const [method = '', path = ''] = first.split(' ');
    return { method, path, headers, body };
  }
}
