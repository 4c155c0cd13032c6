import { randomUUID } from 'node:crypto';
import {
  CALLER_HEADER,
  type CandidateObjects,
  checkIdOf,
  type CheckId,
  type CheckRequest,
} from '@quality-gates/contract';
import type { ResolvedAddress } from '../options.js';
import type { Answer, Call, EventStream } from './http/call.js';
import type { Teller } from './events/teller.js';
import type { Runtime } from './runtime.js';
import type { Scope } from './scope.js';
import type { Transport } from './http/transport.js';

export interface AskingParts {
  request: CheckRequest;
  address: ResolvedAddress;
  transport: Transport;
  runtime: Runtime;
  scope: Scope;
  teller: Teller;
  /** Whether anybody wants to hear what happens on the way. */
  isHeard: boolean;
  objects?: CandidateObjects;
}

/** One question on its way: what its requests have in common, and what has become of it so far. */
export class Asking {
  readonly checkId: CheckId;
  /** Whether the coordinator has said that it works on the question. */
  isAccepted = false;
  /** How often objects were sent. */
  uploads = 0;
  private readonly caller = randomUUID();
  private run = 0;

  constructor(readonly parts: AskingParts) {
    this.checkId = checkIdOf(parts.request);
  }

  /** @throws QualityGatesError when no attempt brought an answer, or the scope ended */
  send(call: Call, scope = this.parts.scope): Promise<Answer> {
    return this.parts.transport.send(this.signed(call), scope);
  }

  /** As {@link Asking.send}, and reads the answer; one that cannot be read counts against who gave it. */
  async ask<T>(call: Call, read: (answer: Answer) => T): Promise<T> {
    let known: { value: T } | undefined;
    const believe = (answer: Answer): void => {
      known = { value: read(answer) };
    };
    const answer = await this.send({ ...call, believe });
    return known ? known.value : read(answer);
  }

  openStream(call: Call): Promise<EventStream> {
    return this.parts.transport.openStream(this.signed(call), this.parts.scope);
  }

  /** Takes notice of the run that an answer is about; false where a later one is known, so that it counts no more. */
  isCurrent(run: number): boolean {
    if (run > this.run && this.run > 0) this.parts.teller.restart();
    this.run = Math.max(this.run, run);
    return run === this.run;
  }

  /** How long an answer may be held back, within what is left. */
  get waitSeconds(): number {
    const { address, scope } = this.parts;
    return Math.floor(Math.min(address.waitMs, scope.remainingMs) / 1000);
  }

  private signed(call: Call): Call {
    return { ...call, headers: { ...call.headers, [CALLER_HEADER]: this.caller } };
  }
}
