import { traceFrom } from './trace-context.js';

const id = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const requests = (given?: string) => {
  const trace = traceFrom(() => given);
  return [trace.next(), trace.next()].map((text) => {
    const [version, traceId, parentId, flags, ...more] = text.split('-');
    expect([version, more]).toEqual(['00', []]);
    expect(parentId).toMatch(/^[0-9a-f]{16}$/);
    expect(parentId).not.toBe(parent);
    return { traceId, parentId, flags };
  });
};

test('a question is one trace, each of its requests another parent', () => {
  const [one, two] = requests();
  expect(one?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(two?.traceId).toBe(one?.traceId);
  expect(two?.parentId).not.toBe(one?.parentId);
  expect(requests()[0]?.traceId).not.toBe(one?.traceId);
});

test.each([
  [`00-${id}-${parent}-01`, '01'],
  [`00-${id}-${parent}-00`, '00'],
  [`00-${id}-${parent}-ff`, '01'],
  [`01-${id}-${parent}-00-what-comes-later`, '00'],
  [`cc-${id}-${parent}-01`, '01'],
])("goes on with a caller's trace %s", (given, flags) => {
  expect(requests(given)).toMatchObject([{ traceId: id, flags }, { flags }]);
});

test.each([
  '',
  `00-${id}-${parent}`,
  `00-${id}-${parent}-01-more`,
  `ff-${id}-${parent}-01`,
  `00-${'0'.repeat(32)}-${parent}-01`,
  `00-${id}-${'0'.repeat(16)}-01`,
  `00-${id.toUpperCase()}-${parent}-01`,
  `00-${id}-${parent}-01\r\nX-Evil: 1`,
  `cc-${id}-${parent}-01.later`,
])('begins its own trace in place of %j', (given) => {
  expect(requests(given)[0]?.traceId).not.toBe(id);
});

test('a tracer that fails is no reason not to ask', () => {
  const failing = (): string => {
    throw new Error('no tracer');
  };
  expect(traceFrom(failing).next()).toMatch(/^00-/);
});
