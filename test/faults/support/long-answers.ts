import { response } from '../../../libs/quality-gates/src/rig/raw-server.js';
import { checkId, refuses } from './answers.js';
import type { Answer } from './fault-server.js';

/** A check that goes on. */
export const running = (run = 1): string => JSON.stringify({ checkId, run, state: 'running' });

/** Takes every question; its events and the check itself are answered as told, or not known. */
export function takes({ events, look, run = 1 }: { events?: Answer; look?: Answer; run?: number }): Answer {
  return (exchange) => {
    const { method, path, socket } = exchange;
    if (method === 'POST') socket.end(response(202, running(run), { 'Retry-After': '1' }));
    else if (method === 'DELETE') socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    else (path.endsWith('/events') ? (events ?? GONE) : (look ?? GONE))(exchange);
  };
}

const GONE = refuses(404, 'not-found');
