import type { IncomingMessage } from 'node:http';

/** As long as a sender may need to notice that it was answered. */
const LINGER_MS = 2_000;

/**
 * Lets an answer reach a sender that is still sending: what comes is thrown away for a moment, and then the
 * connection ends. To close it at once would let the answer be lost.
 */
export function endUnread(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  request.resume();
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(timer));
}
