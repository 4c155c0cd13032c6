import axios, { AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { isQualityGatesError } from '@quality-gates/contract';
import type { Answer, EventStream } from './call.js';
import { AttemptError, never } from '../failures/failure.js';
import { readAnswer } from './read-answer.js';
import { readEvents } from './read-events.js';
import { bearerOf } from './token.js';
import type { Undertaking } from './undertaking.js';
import { openUpload } from './upload.js';

/** What an exchange waits for at the moment. */
export interface Progress {
  waitsFor: 'token' | 'upload' | 'answer';
}

const http = axios.getAdapter('http');

/**
 * Sends one request with a fresh token and, where there is one, a fresh upload, and reads the answer.
 *
 * @throws AttemptError where it is known what the fault means; else what the network or axios threw
 */
export async function exchange(
  { call, address, runtime, isLive, scope }: Undertaking,
  config: InternalAxiosRequestConfig,
  { signal, progress }: { signal: AbortSignal; progress: Progress },
): Promise<AxiosResponse<Answer | EventStream>> {
  const headers = AxiosHeaders.from(config.headers);
  const bearer = await bearerOf(address.token);
  if (bearer !== undefined) headers.set('Authorization', bearer);
  progress.waitsFor = 'upload';
  const upload = call.upload && (await openUpload(call.upload, signal));
  let response: AxiosResponse | undefined;
  try {
    signal.throwIfAborted();
    progress.waitsFor = 'answer';
    response = await http({ ...config, headers, signal, ...(upload && { data: upload.body }) });
    const reading = { call, address, runtime, response, bearer };
    if (isLive) return { ...response, data: await readEvents(reading, scope.signal) };
    const answer = await readAnswer(reading);
    call.believe?.(answer);
    return { ...response, data: answer };
  } catch (error) {
    if (error instanceof AttemptError) throw error;
    if (isQualityGatesError(error)) throw new AttemptError(never(error));
    throw upload?.fault() ?? error;
  } finally {
    upload?.close(response?.request);
  }
}
