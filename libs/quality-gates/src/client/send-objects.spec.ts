import { type CandidateObjects, type CheckRequest, QualityGatesError } from '@quality-gates/contract';
import { CandidateUnknownError, RequestRejectedError } from '../errors/index.js';
import { clientOf, failureOf, jumpingRuntime, NO_LIMITS, question } from '../rig/client-rig.js';
import { rawServer, response } from '../rig/raw-server.js';
import { approve, longCheck, MockCoordinator, problem, verdictFor } from '../testing/index.js';

let coordinator: MockCoordinator;
beforeEach(async () => {
  coordinator = await MockCoordinator.start();
});
afterEach(() => coordinator.close());

/** Packs that say which one they are. */
function packs(): CandidateObjects & { made: number } {
  const objects = {
    made: 0,
    async pack() {
      objects.made += 1;
      return (async function* () {
        yield Buffer.from('PACK ');
        yield Buffer.from(String(objects.made));
      })();
    },
  };
  return objects;
}

const ask = (objects?: CandidateObjects, request: CheckRequest = question, url = coordinator.url) =>
  clientOf({ url, ...NO_LIMITS }, jumpingRuntime()).checkQuality(request, { objects });

test('sends the objects that the coordinator asks for, once, and the same question again', async () => {
  coordinator.requireObjects();
  const objects = packs();
  expect((await ask(objects)).outcome).toBe('approved');
  expect((await ask(objects)).outcome).toBe('approved');
  expect(coordinator.uploads).toEqual([{ repository: 'demo', pack: Buffer.from('PACK 1') }]);
  expect(coordinator.requests.map(({ checkId }) => checkId)).toEqual(
    Array.from({ length: 3 }, () => verdictFor(question).checkId),
  );
  expect(coordinator.callers.size).toBe(2);
});

test('sends nothing to a coordinator that has everything', async () => {
  const objects = packs();
  await ask(objects);
  expect([objects.made, coordinator.uploads.length]).toEqual([0, 0]);
});

test('makes a new pack for each attempt to send it', async () => {
  const objects = packs();
  let puts = 0;
  let posts = 0;
  await using server = await rawServer(({ request, socket }) => {
    if (request.method === 'PUT') {
      puts += 1;
      if (puts === 1) socket.resetAndDestroy();
      else
        socket.end(puts === 2 ? response(503, '{}') : 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    } else if ((posts += 1) === 1) {
      const body = { type: 'x', title: 'x', status: 422, code: 'candidate-unknown' };
      socket.end(response(422, JSON.stringify(body), { 'Content-Type': 'application/problem+json' }));
    } else socket.end(response(200, JSON.stringify(verdictFor(question))));
  });
  expect((await ask(objects, question, server.url)).outcome).toBe('approved');
  expect([puts, posts, objects.made]).toEqual([3, 2, 3]);
});

test('sends them again to a coordinator that has forgotten them, but not for ever', async () => {
  const unknown = problem(422, 'candidate-unknown');
  const objects = packs();
  coordinator.answer(unknown, longCheck(problem(404, 'not-found')), unknown, approve());
  expect((await ask(objects)).outcome).toBe('approved');
  expect(objects.made).toBe(2);
  coordinator.answerAlways(unknown);
  expect(await failureOf(ask(objects))).toBeInstanceOf(CandidateUnknownError);
  expect(objects.made).toBe(4);
});

test.each<[string, CandidateObjects | undefined, string]>([
  ['there are none', undefined, 'demo'],
  ['the repository is a path, which the coordinator reads itself', packs(), '/srv/git/demo'],
])('sends no objects where %s, and says what would', async (_, objects, repository) => {
  coordinator.requireObjects();
  const request = { ...question, candidate: { ...question.candidate, repository } };
  const error = await failureOf(ask(objects, request));
  expect(error).toBeInstanceOf(CandidateUnknownError);
  expect(error).toMatchObject({ mend: expect.stringContaining('registeredAs') });
  expect([coordinator.requests.length, coordinator.uploads.length]).toEqual([1, 0]);
});

test('objects that cannot be read are an error of their own, and are not tried again', async () => {
  coordinator.requireObjects();
  const broken = new QualityGatesError('git-failed', 'The disk is gone.');
  expect(await failureOf(ask({ pack: () => Promise.reject(broken) }))).toBe(broken);
});

test('a pack that is refused ends the question with what the coordinator said', async () => {
  await using server = await rawServer(({ request, socket }) => {
    const code = request.method === 'PUT' ? 'pack-invalid' : 'candidate-unknown';
    const body = JSON.stringify({ type: 'x', title: 'x', status: 422, code, detail: 'A loop.' });
    socket.end(response(422, body, { 'Content-Type': 'application/problem+json' }));
  });
  const error = await failureOf(ask(packs(), question, server.url));
  expect(error).toBeInstanceOf(RequestRejectedError);
  expect(error).toMatchObject({ code: 'pack-invalid', message: expect.stringContaining('A loop') });
  expect(server.count).toBe(2);
});
