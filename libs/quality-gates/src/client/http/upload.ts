import { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import { isQualityGatesError, QualityGatesError } from '@quality-gates/contract';
import type { Upload } from './call.js';
import { AttemptError, never } from '../failures/failure.js';

/** The body of one attempt, while it is sent. */
export interface OpenUpload {
  body: Readable;
  /** Where its source failed: that is no fault of who is asked, and would come again. */
  fault(): AttemptError | undefined;
  /** Ends the source and, where the answer came before the body was sent, the connection. */
  close(request: unknown): void;
}

/** @throws AttemptError when the source cannot be opened */
export async function openUpload(upload: Upload, signal: AbortSignal): Promise<OpenUpload> {
  const controller = new AbortController();
  const refuse = (cause: unknown): AttemptError =>
    new AttemptError(never(sourceError(cause), { fault: 'upload' }));
  let body: Readable;
  try {
    const source = await upload.open(AbortSignal.any([signal, controller.signal]));
    body = Readable.from(source, { objectMode: false });
  } catch (error) {
    throw refuse(error);
  }
  let fault: AttemptError | undefined;
  body.on('error', (error) => {
    fault ??= refuse(error);
  });
  return {
    body,
    fault: () => fault,
    close(request) {
      controller.abort();
      body.destroy();
      if (request instanceof ClientRequest && !request.writableFinished) request.destroy();
    },
  };
}

function sourceError(cause: unknown): QualityGatesError {
  if (isQualityGatesError(cause)) return cause;
  return new QualityGatesError('internal', 'What was to be sent to the coordinator could not be read.', {
    cause,
  });
}
