import { connect } from './scenarios/connect.js';
import { fleet } from './scenarios/fleet.js';
import { contents, framing, wishes } from './scenarios/kin.js';
import { longCheck } from './scenarios/long-check.js';
import { longCheckKin } from './scenarios/long-check-kin.js';
import { noResponse } from './scenarios/no-response.js';
import { redirectAndProxy } from './scenarios/redirect-and-proxy.js';
import { responseBody } from './scenarios/response-body.js';
import { status } from './scenarios/status.js';
import { timeAndCancellation } from './scenarios/time-and-cancellation.js';
import { FAULTS, type Section } from './support/faults.js';

const TABLES: Record<Section, readonly { name: string; fails?: string }[]> = {
  connect,
  'no response yet': noResponse,
  'response body': responseBody,
  status,
  'redirect and proxy': redirectAndProxy,
  'time and cancellation': timeAndCancellation,
  fleet,
  'long check': longCheck,
};

test.each(Object.entries(FAULTS))('each fault of "%s" has one scenario', (section, faults) => {
  const names = Object.entries(TABLES)
    .find(([name]) => name === section)?.[1]
    .map(({ name }) => name);
  for (const fault of faults) expect(names?.filter((name) => name === fault)).toEqual([fault]);
});

test('no scenario of a fault is known to fail', () => {
  const failing = Object.values(TABLES).flatMap((table) => table.filter(({ fails }) => fails !== undefined));
  expect(failing).toEqual([]);
});

test('there are more faults than the ones on the list', () => {
  expect([...framing, ...contents, ...wishes, ...longCheckKin].length).toBeGreaterThan(60);
});
