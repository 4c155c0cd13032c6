// Answers one question about the syntax of a change, in a thread of its own: reading much of it takes time and memory
// that the engine's own thread does not have.
import { parentPort, workerData } from 'node:worker_threads';
import { answerOf } from '../dist/integrity/syntax/syntax-question.js';

parentPort.postMessage(answerOf(workerData));
