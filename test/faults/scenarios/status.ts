import type { ErrorCode } from '@quality-gates/contract';
import { approves, inTurn, refuses } from '../support/answers.js';
import { type End, type Scenario, unavailable } from '../support/scenario.js';

/** Statuses that are the last word, with the code that the caller sees when the body says none. */
const FINAL: [number, ErrorCode][] = [
  [400, 'invalid-request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'protocol-error'],
  [413, 'request-too-large'],
  [415, 'invalid-request'],
  [422, 'invalid-request'],
  [501, 'protocol-error'],
  [505, 'protocol-error'],
  [507, 'protocol-error'],
  [508, 'protocol-error'],
  [510, 'protocol-error'],
  [511, 'protocol-error'],
];

const final = FINAL.map(([status, code]): Scenario => {
  const ends: End = { code, retryable: false, says: String(status) };
  return { name: String(status), answer: refuses(status), ends, requests: 1 };
});

const passing = [408, 425, 500, 502, 503, 504].map((status): Scenario => ({
  name: String(status),
  answer: inTurn(refuses(status), approves),
  ends: 'approved',
  requests: 2,
}));

const noSense = (['soon', '-5', '0'] as const).map((wish, index): Scenario => {
  const name = ['garbage', 'negative', '0'][index];
  const answer = inTurn(refuses(503, 'shutting-down', { 'Retry-After': wish }), approves);
  return { name: `Retry-After: ${name}`, answer, ends: 'approved', requests: 2, atMostMs: 1_500 };
});

/** A day apart from the clock here, as the server of a date may be. */
const theirNow = Date.parse('2031-05-06T07:08:09Z');
const httpDate = (at: number): string => new Date(at).toUTCString();

export const status: Scenario[] = [
  ...final,
  ...passing,
  ...noSense,
  {
    name: '429 with Retry-After: 1',
    answer: inTurn(refuses(429, 'queue-full', { 'Retry-After': '1' }), approves),
    ends: 'approved',
    requests: 2,
    atLeastMs: 995,
  },
  {
    name: '503 with a date in Retry-After',
    answer: inTurn(
      refuses(503, 'shutting-down', {
        Date: httpDate(theirNow),
        'Retry-After': httpDate(theirNow + 1_000),
      }),
      approves,
    ),
    ends: 'approved',
    requests: 2,
    atLeastMs: 995,
  },
  {
    name: '503 with Retry-After: 86400',
    answer: refuses(503, 'shutting-down', { 'Retry-After': '86400' }),
    ends: unavailable(/not before \d{4}-\d\d-\d\dT/),
    requests: 1,
    atMostMs: 1_500,
  },
];
