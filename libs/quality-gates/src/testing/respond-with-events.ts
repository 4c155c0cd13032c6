import type { ServerResponse } from 'node:http';
import { type CheckEvent, formatEventId, HEARTBEAT_EVENT, parseEventId } from '@quality-gates/contract';
import type { MockStep } from './answers.js';
import { type OpenCheck, sendProblem, type Stage, verdictOf, waitFor } from './respond.js';

const HEARTBEAT_MS = 15_000;

/** Plays the event stream of a check to one client, from after what it has seen. */
export async function respondWithEvents(
  checkId: string,
  lastEventId: string | undefined,
  response: ServerResponse,
  stage: Stage,
): Promise<void> {
  const check = stage.open.get(checkId);
  if (check?.answer.events === undefined) {
    const detail = 'The mock knows no such check, or no events of it.';
    return sendProblem(response, { status: 404, code: 'not-found', detail });
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  beat(response);
  const heart = setInterval(() => beat(response), HEARTBEAT_MS).unref();
  response.once('close', () => clearInterval(heart));
  await play(check, checkId, lastEventId, { response, stage, silence: () => clearInterval(heart) });
}

interface Audience {
  response: ServerResponse;
  stage: Stage;
  silence: () => void;
}

async function play(
  { answer: { run, events = [], ends, answer }, stepsMade, request }: OpenCheck,
  checkId: string,
  lastEventId: string | undefined,
  { response, stage, silence }: Audience,
): Promise<void> {
  const seen = lastEventId === undefined ? undefined : parseEventId(lastEventId);
  const resumes = seen?.run === run;
  const tell = (event: CheckEvent, id: string): void => {
    response.write(`event: ${event.type}\nid: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  if (lastEventId !== undefined && !resumes) tell({ type: 'reset', checkId }, `${run}.0`);
  let sequence = 0;
  for (const [index, step] of events.entries()) {
    if (isEvent(step)) {
      sequence += 1;
      const event: CheckEvent = { ...step, checkId };
      if (!resumes || sequence > seen.sequence) tell(event, formatEventId({ run, sequence }));
      continue;
    }
    if (step instanceof Promise) {
      await waitFor(step, stage.closed);
      if (stage.closed.aborted) return;
      continue;
    }
    if (stepsMade.has(index)) continue;
    stepsMade.add(index);
    if (step === 'silence') return silence();
    if (step === 'end') return void response.end();
    if (step === 'cut') return void response.write(': \n\n', () => response.socket?.resetAndDestroy());
    response.write(step.raw);
  }
  if (ends === 'done' && answer.kind === 'verdict') {
    const verdict = verdictOf(answer, request);
    tell({ type: 'verdict', checkId, verdict }, formatEventId({ run, sequence: sequence + 1 }));
  }
  response.end();
}

function isEvent(step: MockStep): step is Extract<MockStep, { type: string }> {
  return typeof step === 'object' && 'type' in step;
}

function beat(response: ServerResponse): void {
  response.write(`event: ${HEARTBEAT_EVENT}\ndata: {"intervalMs":${HEARTBEAT_MS}}\n\n`);
}
