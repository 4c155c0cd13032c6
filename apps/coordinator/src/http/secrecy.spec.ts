import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  finding,
  inconclusive,
  failed,
  PACK_MEDIA_TYPE,
  type ErrorCode,
  QualityGatesError,
} from '@quality-gates/contract';
import { Repositories } from '../repositories/repositories.js';
import { cleanUp, question, Rig, temporaryDirectory } from '../testing/rig.js';
import { verdictOn } from '../testing/verdicts.js';

afterEach(cleanUp);

const ELSEWHERE = '/opt/other-tenant';

interface Heard {
  rig: Rig;
  state: string;
  /** Sends a request and takes in every byte of its answer, headers too. */
  send(path: string, init?: RequestInit): Promise<string>;
  /** Everything that was answered so far. */
  answers: string[];
}

async function listening(environment: Record<string, string> = {}): Promise<Heard> {
  const state = join(temporaryDirectory(), 'state');
  const rig = await Rig.start({ QG_STATE_DIRECTORY: state, ...environment });
  const answers: string[] = [];
  return {
    rig,
    state,
    answers,
    send: async (path, init) => {
      const answer = await fetch(`${rig.url}${path}`, init);
      const text = `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
      answers.push(text);
      return text;
    },
  };
}

/** Every place of this host that an answer might give away. */
function placesOf({ rig, state }: Heard): string[] {
  return [rig.root, state, tmpdir(), homedir(), process.cwd(), 'node_modules', __dirname];
}

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', prefer: 'wait=30' },
  body: JSON.stringify(body),
});
const put = (): RequestInit => ({
  method: 'PUT',
  headers: { 'content-type': PACK_MEDIA_TYPE },
  body: 'PACK is what this is not',
});

function expectSilence(heard: Heard): void {
  expect(heard.answers.length).toBeGreaterThan(0);
  for (const answer of heard.answers) {
    for (const place of placesOf(heard)) expect(answer).not.toContain(place);
  }
}

/** Messages of the kind that git, tools and the file system make. */
const sayings = ({ rig, state }: Heard): string[] => [
  `fatal: not a git repository: '${join(rig.root, 'shop', '.git')}'`,
  `ENOENT: no such file or directory, open '${join(state, 'checks', 'x')}'`,
  `Cannot find module '${join(process.cwd(), 'node_modules/x/index.js')}'\n    at Object.<anonymous> (${__filename}:1:1)`,
  `error in ${join(tmpdir(), 'quality-gates-abc', 'tree', 'a.ts')}:3:1, see ${homedir()}/.npm/_logs`,
];

it.each<ErrorCode | 'none'>([
  'none',
  'git-failed',
  'internal',
  'candidate-unknown',
  'revision-unknown',
  'repository-unsupported',
  'unsafe-tree',
  'policy-invalid',
  'coordinator-unavailable',
  'check-timeout',
])('an engine that fails with the code %s gives no place away', async (code) => {
  const heard = await listening();
  for (const saying of sayings(heard)) {
    const answer = heard.send('/api/quality/check', post(question()));
    const call = await heard.rig.engine.next();
    call.fail(code === 'none' ? new Error(saying) : new QualityGatesError(code, saying, { mend: saying }));
    expect(await answer).not.toContain('at Object.');
  }
  expectSilence(heard);
});

it('a verdict and its events give no place away, whatever tools say', async () => {
  const heard = await listening();
  const request = question();
  const { checkId } = await heard.rig.askLater(request);
  const events = heard.send(`/api/quality/checks/${checkId}/events`);
  const call = await heard.rig.engine.next();
  const about = { gate: 'lint', required: true, tool: { name: 'eslint', version: '9.0.0' }, durationMs: 1 };
  const text = sayings(heard).join(' ');
  const found = finding({ rule: 'x', severity: 'error', message: text, file: 'src/a.ts' });
  const lint = failed({
    ...about,
    evidence: [{ kind: 'files-linted', count: 1, detail: text.slice(0, 1000) }],
    findings: [found],
    reproduce: text,
  });
  call.tell({ type: 'gate-finished', checkId: call.request.candidate.tree.padEnd(64, '0'), result: lint });
  call.tell({
    type: 'gate-finished',
    checkId,
    result: inconclusive('crashed', text, { ...about, gate: 'test' }),
  });
  call.answer({ ...verdictOn(call.request, 'rejected'), gates: [lint] });
  expect(await events).toContain('event: verdict');
  expect(await heard.send(`/api/quality/checks/${checkId}`)).toContain('"state":"done"');
  expect(await heard.send('/api/quality/check', post(request))).toContain('"rejected"');
  expectSilence(heard);
});

it('a state directory that has gone, and repositories that have, give no place away', async () => {
  const heard = await listening();
  const { rig, state, send } = heard;
  rmSync(state, { recursive: true, force: true });
  writeFileSync(state, 'a file in its place');
  rmSync(join(rig.root, 'shop'), { recursive: true });
  await send('/api/quality/repositories/shop/objects', put());
  await send(`/api/quality/checks/${'a'.repeat(64)}`);
  await send(`/api/quality/checks/${'a'.repeat(64)}/events`);
  await send(`/api/quality/checks/${'a'.repeat(64)}`, { method: 'DELETE' });
  const asked = send('/api/quality/check', post(question()));
  const reached = rig.engine.next().then((call) => call.fail(new Error(state)));
  await Promise.race([asked, reached]);
  await asked;
  for (const path of [
    '/metrics',
    '/api/docs',
    '/api/docs-json',
    '/api/health/live',
    '/api/health/ready',
    '/nowhere',
  ]) {
    if (!path.startsWith('/api/docs')) await send(path);
  }
  expect(heard.answers.length).toBeGreaterThan(8);
  expectSilence(heard);
});

it('what fails before the engine is asked gives no place away, but what its caller has named', async () => {
  const heard = await listening();
  for (const saying of sayings(heard)) {
    const error = new QualityGatesError('repository-unsupported', saying);
    jest.spyOn(heard.rig.app.nest.get(Repositories), 'resolve').mockRejectedValueOnce(error);
    expect(await heard.send('/api/quality/check', post(question()))).toMatch(/^422 .*<path>/);
  }
  expectSilence(heard);
  const named = join(heard.rig.root, 'absent');
  expect(await heard.send('/api/quality/check', post(question({}, named)))).toContain(named);
});

it('a repository that git cannot read gives no place away', async () => {
  const heard = await listening();
  const git = join(heard.rig.root, 'shop', '.git');
  mkdirSync(git, { recursive: true });
  writeFileSync(join(git, 'HEAD'), 'nonsense');
  writeFileSync(join(git, 'config'), '[core\nbroken');
  await heard.send('/api/quality/repositories/shop/objects', put());
  const asked = heard.send('/api/quality/check', post(question()));
  await Promise.race([asked, heard.rig.engine.next().then((call) => call.fail(new Error(git)))]);
  await asked;
  expectSilence(heard);
});

it('readiness says only that the engine cannot judge', async () => {
  const heard = await listening();
  heard.rig.engine.answersHealth = { status: 'unavailable', detail: sayings(heard).join(' ') };
  await heard.send('/api/health/ready');
  expectSilence(heard);
  expect(heard.answers[0]).toMatch(/^503 /);
});

it('paths of requests are answered without those of the host', async () => {
  const heard = await listening();
  for (const path of [
    '/api/docs/..%2f..%2f..%2fetc%2fpasswd',
    '/api/docs/%00',
    '/%2e%2e/',
    `/api/quality/checks/${encodeURIComponent(ELSEWHERE)}`,
  ]) {
    await heard.send(path);
  }
  await heard.send('/api/quality/check', post(question({}, ELSEWHERE)));
  await heard.send('/api/quality/check', post(question({}, `${heard.rig.root}/../${'x'.repeat(100)}`)));
  expectSilence({ ...heard, answers: heard.answers.slice(0, -1) });
});
