import type { IncomingHttpHeaders } from 'node:http';
import type { CheckRequest } from '@quality-gates/contract';

/** One `POST /api/quality/check` that reached the mock. */
export interface ReceivedRequest {
  request: CheckRequest;
  checkId: string;
  headers: IncomingHttpHeaders;
}

/** One `GET …/events` that reached the mock. */
export interface ReceivedFollow {
  checkId: string;
  /** After which event it wants to go on. */
  lastEventId?: string;
}

/** One `PUT …/objects` that reached the mock. */
export interface ReceivedUpload {
  repository: string;
  pack: Uint8Array;
}

/** What reached a mock so far, each list in order. */
export class Received {
  readonly requests: ReceivedRequest[] = [];
  readonly polls: string[] = [];
  readonly follows: ReceivedFollow[] = [];
  readonly withdrawals: string[] = [];
  readonly uploads: ReceivedUpload[] = [];
  readonly callers = new Set<string>();
  private readonly looks = new Set<() => void>();

  /** Resolves once something that was received has made it true, or at the end of everything. */
  async until(isTrue: () => boolean, end: AbortSignal): Promise<void> {
    while (!isTrue() && !end.aborted) {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          end.removeEventListener('abort', look);
          this.looks.delete(look);
          resolve();
        };
        this.looks.add(look);
        end.addEventListener('abort', look);
      });
    }
  }

  /** Lets those look again who wait. */
  changed(): void {
    for (const look of this.looks) look();
  }

  forget(): void {
    for (const list of [this.requests, this.polls, this.follows, this.withdrawals, this.uploads]) {
      list.length = 0;
    }
    this.callers.clear();
  }
}
