import { type EventId, formatEventId, type Verdict, WIRE_PATHS } from '@quality-gates/contract';
import type { Readable } from 'node:stream';
import { ProtocolError } from '../../errors/index.js';
import type { Asking } from '../asking.js';
import { Backoff } from '../resilience/backoff.js';
import { trustedVerdict } from '../trusted-verdict.js';
import { eventMessages } from './event-messages.js';
import { orderOfStream } from './order-of-stream.js';
import { readEvent, type Told } from './read-event.js';
import { Silence } from './silence.js';

const MAX_CONNECTIONS = 10;
const MAX_EVENTS = 10_000;

/** How a stream ended: in order, with the verdict or without; by a fault of the way; or as what cannot be followed. */
type StreamEnd = { kind: 'ended'; verdict?: Verdict } | { kind: 'cut' } | { kind: 'hopeless' };

/**
 * Follows the event stream of one run: resumes where it was cut or fell silent, tells each event once, and gives
 * itself up, so that polling goes on, where there is no stream or it is not as the contract has it.
 */
export class Follower {
  /** Whether it has given itself up. */
  isOver = false;
  private connections = 0;
  private events = 0;
  /** After which event to go on. */
  private place?: EventId;

  constructor(private readonly asking: Asking) {}

  /** Follows to the end of the stream: the verdict, or nothing where it ended without one that can be believed. */
  async follow(): Promise<Verdict | undefined> {
    const { scope, runtime, address } = this.asking.parts;
    const backoff = new Backoff(address.retry);
    while (!this.isOver) {
      if (this.connections > 0) {
        await scope.sleep(backoff.delayMs(this.connections, () => runtime.random()));
      }
      this.connections += 1;
      this.isOver = this.connections === MAX_CONNECTIONS;
      const body = await this.open();
      const end = body ? await this.read(body) : HOPELESS;
      if (scope.cause) throw scope.cause;
      if (end.kind === 'ended') return end.verdict;
      if (end.kind === 'hopeless') this.isOver = true;
    }
    return undefined;
  }

  /** Nothing where there is no event stream to be had, for whatever reason: a poll will tell. */
  private async open(): Promise<Readable | undefined> {
    const { place, asking } = this;
    const headers: Record<string, string> = {};
    if (place && place.sequence > 0) headers['Last-Event-ID'] = formatEventId(place);
    try {
      const path = WIRE_PATHS.events(asking.checkId);
      return (await asking.openStream({ method: 'GET', path, headers })).body;
    } catch {
      return undefined;
    }
  }

  /** Reads one connection to its end. One that falls silent before it has said anything is held back by a proxy. */
  private async read(body: Readable): Promise<StreamEnd> {
    const { runtime, address } = this.asking.parts;
    let hasSpoken = false;
    let isSilent = false;
    const silence = new Silence(runtime, () => {
      isSilent = true;
      body.destroy();
    });
    const inOrder = orderOfStream();
    try {
      for await (const message of eventMessages(body, address.maxResponseBytes)) {
        const told = readEvent(message, this.asking.checkId);
        hasSpoken = true;
        silence.heard(told.kind === 'heartbeat' ? told.intervalMs : undefined);
        if (told.kind === 'heartbeat') continue;
        inOrder(told.id, told.event);
        const end = this.isNew(told) ? this.take(told) : undefined;
        if (end) return end;
      }
      if (!isSilent) return { kind: 'ended' };
    } catch (error) {
      if (error instanceof ProtocolError) return HOPELESS;
    } finally {
      silence.stop();
    }
    return isSilent && !hasSpoken ? HOPELESS : { kind: 'cut' };
  }

  /** Whether an event is of the current run and was not told before. A reset moves the place, back too. */
  private isNew({ id, event }: ToldEvent): boolean {
    if (!this.asking.isCurrent(id.run)) return false;
    const isTold = this.place?.run === id.run && id.sequence <= this.place.sequence;
    if (isTold && event.type !== 'reset') return false;
    this.place = id;
    return true;
  }

  /** @throws ProtocolError for a verdict that cannot be trusted */
  private take({ event }: ToldEvent): StreamEnd | undefined {
    const { request, teller } = this.asking.parts;
    if (event.type === 'verdict') {
      return { kind: 'ended', verdict: trustedVerdict(event.verdict, request) };
    }
    this.events += 1;
    if (this.events > MAX_EVENTS) return HOPELESS;
    teller.tell(event);
    return undefined;
  }
}

type ToldEvent = Extract<Told, { kind: 'event' }>;
const HOPELESS: StreamEnd = { kind: 'hopeless' };
