import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { BusyError } from '../../queue/busy-error.js';

/** So many more connections are accepted to be told that there are too many; beyond them the door is shut. */
const SPARE = 64;
const ASK_AGAIN_SECONDS = 1;
/** A process that is full still lives. */
const STILL_ANSWERED = '/api/health/live';

/** Bounds the connections that are open at once. */
export function limitConnections(fastify: FastifyInstance, most: number): void {
  const { server } = fastify;
  const tooMany = new WeakSet<Socket>();
  let open = 0;
  server.maxConnections = most + SPARE;
  server.on('connection', (socket: Socket) => {
    open += 1;
    if (open > most) tooMany.add(socket);
    socket.once('close', () => {
      open -= 1;
    });
  });
  fastify.addHook('onRequest', async (request, reply) => {
    if (!tooMany.has(request.raw.socket)) return;
    void reply.header('connection', 'close');
    if (request.routeOptions.url === STILL_ANSWERED) return;
    throw new BusyError('coordinator-unavailable', `All ${most} connections are taken.`, ASK_AGAIN_SECONDS);
  });
}
