import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** A port whose accept queue is full: the kernel answers no further SYN. */
export interface BlackHole extends AsyncDisposable {
  port: number;
}

/** A thread that listens and never accepts, before it a queue that the test has filled. Linux only. */
export async function blackHole(): Promise<BlackHole> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(NEVER_ACCEPTS, { eval: true, workerData: gate });
  const [port]: unknown[] = await once(worker, 'message');
  if (typeof port !== 'number') throw new Error('The thread has no port.');
  const fillers: Socket[] = [];
  // A backlog of 1 holds two connections; one more stands for those that the kernel lets hang.
  for (let index = 0; index < 2; index += 1) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    fillers.push(socket);
    await once(socket, 'connect');
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of fillers) socket.destroy();
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
      await worker.terminate();
    },
  };
}

const NEVER_ACCEPTS = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => Atomics.wait(workerData, 0, 0));
});
`;
