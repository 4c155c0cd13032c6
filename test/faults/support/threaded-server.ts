import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A server in a thread of its own, which answers while this one is busy. */
export interface ThreadedServer extends AsyncDisposable {
  url: string;
  /** Settles when the next request has been read. */
  asked(): Promise<void>;
}

/** Answers every request with this body, so long after it was read. */
export async function threadedServer(body: string, delayMs: number): Promise<ThreadedServer> {
  const worker = new Worker(SERVER, { eval: true, workerData: { body, delayMs } });
  const [port]: unknown[] = await once(worker, 'message');
  return {
    url: `http://127.0.0.1:${String(port)}`,
    asked: async () => void (await once(worker, 'message')),
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

const SERVER = `
const { parentPort, workerData: { body, delayMs } } = require('node:worker_threads');
const server = require('node:http').createServer((request, response) => {
  request.resume().on('end', () => {
    parentPort.postMessage('asked');
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body), delayMs);
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
