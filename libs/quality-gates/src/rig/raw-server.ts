import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface RawExchange {
  /** Which request of this server it is, from 1. */
  count: number;
  request: IncomingMessage;
  /** The bare connection: what is written here goes out as it is. */
  socket: Socket;
}

export interface RawServer extends AsyncDisposable {
  url: string;
  port: number;
  /** How many requests were read to their end. */
  readonly count: number;
}

/** An HTTP server on loopback that reads requests properly and answers with bare bytes, however wrong. */
export async function rawServer(answer: (exchange: RawExchange) => void): Promise<RawServer> {
  let count = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const { socket } = request;
    socket.on('error', () => undefined);
    request.resume().once('end', () => {
      response.detachSocket(socket);
      count += 1;
      answer({ count, request, socket });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const { port } = address;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get count() {
      return count;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The bytes of a whole HTTP/1.1 response on a connection that is not used again. */
export function response(status: number, body: string, headers: Record<string, string> = {}): string {
  const all = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...headers,
  };
  return `HTTP/1.1 ${status} X\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`;
}
