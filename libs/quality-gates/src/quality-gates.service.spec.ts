import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CancelledError,
  type CheckEvent,
  checkIdOf,
  type Coordinator,
  InvalidRequestError,
} from '@quality-gates/contract';
import { lastValueFrom, toArray } from 'rxjs';
import { systemRuntime } from './client/runtime.js';
import { CoordinatorUnavailableError, ProtocolError } from './errors/index.js';
import type { PreCommitQuestion } from './questions.js';
import { QualityGatesService } from './quality-gates.service.js';
import { clientOf, countedRuntime, failureOf } from './rig/client-rig.js';
import { type GitRig, gitRig, gitRigWithHistory } from './rig/git-rig.js';
import { until } from './rig/until.js';
import {
  approve,
  inconclusive,
  later,
  longCheck,
  MockCoordinator,
  type MockStep,
  reject,
  silence,
  verdictFor,
} from './testing/index.js';

let rig: GitRig;
let coordinator: MockCoordinator;
let gates: QualityGatesService;
beforeEach(async () => {
  rig = gitRigWithHistory();
  coordinator = await MockCoordinator.start();
  gates = new QualityGatesService(clientOf({ url: coordinator.url }), systemRuntime);
});
afterEach(async () => {
  await coordinator.close();
  rig[Symbol.dispose]();
});

const who = { agentId: 'agent-1', taskId: 'task-1' };
const question = (more: Partial<PreCommitQuestion> = {}): PreCommitQuestion => ({
  worktree: rig.agent,
  repository: rig.trusted,
  base: 'main',
  ...who,
  ...more,
});

describe('preCommitCheck', () => {
  test('asks about the tree of all files, against the base that the trusted side has', async () => {
    rig.write(rig.agent, {
      'src/a.ts': 'export const a = 2;\n',
      'src/new.ts': 'export {};\n',
      'ignored/x': 'x',
    });
    // What the agent calls main is of no interest.
    rig.git(rig.agent, 'commit', '--quiet', '--allow-empty', '-m', 'Mine');
    const verdict = await gates.preCommitCheck(question({ attempt: 2, gates: ['lint'] }));
    rig.git(rig.agent, 'add', '--all');
    const tree = rig.git(rig.agent, 'write-tree');
    expect(verdict.candidate).toEqual({
      repository: rig.trusted,
      tree,
      base: { ref: 'main', commit: rig.git(rig.trusted, 'rev-parse', 'main') },
    });
    coordinator.expectAsked({ stage: 'pre-commit', tree, ...who, attempt: 2, gates: ['lint'], times: 1 });
  });

  test('makes the tree readable in the trusted repository', async () => {
    rig.write(rig.agent, { 'src/new.ts': 'export const fresh = true;\n' });
    const { candidate } = await gates.preCommitCheck(question());
    expect(rig.git(rig.trusted, 'show', `${candidate.tree}:src/new.ts`)).toBe('export const fresh = true;');
    expect(rig.git(rig.trusted, 'rev-parse', 'HEAD')).toBe(candidate.base.commit);
  });

  test('asks about what is staged where that is wanted', async () => {
    rig.write(rig.agent, { 'src/a.ts': 'staged\n' });
    rig.git(rig.agent, 'add', '.');
    const staged = rig.git(rig.agent, 'write-tree');
    rig.write(rig.agent, { 'src/a.ts': 'not staged\n' });
    expect((await gates.preCommitCheck(question({ source: 'index' }))).candidate.tree).toBe(staged);
    expect((await gates.preCommitCheck(question())).candidate.tree).not.toBe(staged);
  });

  test('works in a linked work tree of the trusted repository', async () => {
    rig.git(rig.trusted, 'worktree', 'add', '--quiet', rig.path('linked'), '-b', 'task');
    rig.write(rig.path('linked'), { 'src/a.ts': 'linked\n' });
    const { candidate } = await gates.preCommitCheck(question({ worktree: rig.path('linked') }));
    expect(rig.git(rig.trusted, 'show', `${candidate.tree}:src/a.ts`)).toBe('linked');
  });

  test("runs nothing that the agent's configuration names", async () => {
    const trap = `touch ${rig.path('trapped')}; cat`;
    rig.git(rig.agent, 'config', 'core.fsmonitor', trap);
    rig.git(rig.agent, 'config', 'filter.trap.clean', trap);
    rig.write(rig.agent, { '.gitattributes': '* filter=trap\n', 'src/a.ts': 'changed\n' });
    await gates.preCommitCheck(question());
    expect(existsSync(rig.path('trapped'))).toBe(false);
  });

  test('judges the first change of a repository against the empty tree', async () => {
    using fresh = gitRig();
    fresh.git(fresh.path('.'), 'init', '--quiet', '--initial-branch=main', 'agent');
    fresh.write(fresh.agent, { 'a.ts': 'export {};\n' });
    const { candidate } = await gates.preCommitCheck(
      question({ worktree: fresh.agent, repository: fresh.trusted }),
    );
    expect(candidate.base).toEqual({ ref: 'main', commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904' });
  });

  test('tells a base that does not exist from a first change', async () => {
    expect(await failureOf(gates.preCommitCheck(question({ base: 'mian' })))).toMatchObject({
      code: 'revision-unknown',
      message: expect.stringContaining('mian'),
    });
    expect(coordinator.requests).toHaveLength(0);
  });

  test.each<[string, object, RegExp]>([
    ['a relative work tree', { worktree: 'agent' }, /`worktree`: must be an absolute path/],
    ['a repository name', { repository: 'demo' }, /`repository`: must be an absolute path/],
    ['a base that is an option', { base: '--all' }, /`base`: must be a revision/],
    ['an unnamed agent', { agentId: '' }, /`agentId`/],
    ['no task', { taskId: undefined }, /`taskId`/],
    ['a gate of no such form', { gates: ['Lint!'] }, /`gates\.0`/],
    ['a misspelt member', { worktre: '/x' }, /worktre/],
  ])('refuses %s', async (_, more, message) => {
    const error = await failureOf(gates.preCommitCheck({ ...question(), ...more }));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
  });

  test('a work tree that is none has an error of its own', async () => {
    const error = await failureOf(gates.preCommitCheck(question({ worktree: '/nonexistent/agent' })));
    expect(error).toMatchObject({ code: 'repository-unknown' });
  });
});

test('postCommitCheck asks about a commit of the trusted repository', async () => {
  rig.write(rig.trusted, { 'src/a.ts': 'landed\n' });
  rig.git(rig.trusted, 'switch', '--quiet', '-c', 'task');
  rig.git(rig.trusted, 'commit', '--quiet', '-am', 'Change');
  const commit = rig.git(rig.trusted, 'rev-parse', 'task');
  const verdict = await gates.postCommitCheck({
    repository: rig.trusted,
    commit: 'task',
    base: 'main',
    ...who,
  });
  expect(verdict).toMatchObject({ stage: 'post-commit', candidate: { commit, base: { ref: 'main' } } });
  expect(verdict.candidate.tree).toBe(rig.git(rig.trusted, 'rev-parse', 'task^{tree}'));
});

describe('watch', () => {
  test('tells what happens, ends with the verdict, and asks once for each subscriber', async () => {
    coordinator.answer(reject([{ message: 'no' }]), inconclusive('killed'));
    const watching = gates.watch({ stage: 'pre-commit', ...question() });
    const events = (): Promise<CheckEvent[]> => lastValueFrom(watching.pipe(toArray()));
    expect((await events()).at(-1)).toMatchObject({ type: 'verdict', verdict: { outcome: 'rejected' } });
    const second = await events();
    expect(second.at(-1)).toMatchObject({ verdict: { outcome: 'inconclusive' } });
    expect(second.filter(({ type }) => type === 'verdict')).toHaveLength(1);
  });

  test('gives the events of a long check while it runs; who unsubscribes ends it all', async () => {
    const runtime = countedRuntime();
    gates = new QualityGatesService(clientOf({ url: coordinator.url }, runtime), runtime);
    const events: MockStep[] = [{ type: 'gate-started', gate: 'lint' }, 'silence'];
    coordinator.answer(longCheck(approve(), { events }));
    const told: string[] = [];
    const heard = new Promise<void>((resolve) => {
      const subscription = gates.watch({ stage: 'pre-commit', ...question() }).subscribe(({ type }) => {
        told.push(type);
        if (type !== 'gate-started') return;
        subscription.unsubscribe();
        resolve();
      });
    });
    await heard;
    await coordinator.until(() => coordinator.withdrawals.length > 0);
    await until(() => runtime.open.length === 0);
    expect(told).toEqual(['gate-started']);
    expect([coordinator.requests.length, coordinator.follows.length, coordinator.polls.length]).toEqual([
      1, 1, 0,
    ]);
  });

  test('fails as the promise would', async () => {
    const watching = gates.watch({ stage: 'pre-commit', ...question({ worktree: 'nowhere' }) });
    expect(await failureOf(lastValueFrom(watching))).toBeInstanceOf(InvalidRequestError);
  });

  test('who unsubscribes is no longer asked for', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const asked = new Promise<void>((resolve) => {
      const deaf: Coordinator = {
        check: (_, options) => {
          signals.push(options?.signal);
          resolve();
          return new Promise(() => undefined);
        },
        health: async () => ({ status: 'ok' }),
      };
      gates = new QualityGatesService(deaf, systemRuntime);
    });
    const subscription = gates.watch({ stage: 'pre-commit', ...question() }).subscribe();
    await asked;
    expect(signals[0]?.aborted).toBe(false);
    subscription.unsubscribe();
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe('a registered repository', () => {
  /** The directories by which repositories of this test are open, among those of everybody. */
  const openViews = (): string[] =>
    readdirSync(tmpdir()).filter((name) => {
      try {
        return readlinkSync(join(tmpdir(), name, 'refs')).startsWith(rig.path('.'));
      } catch {
        return false;
      }
    });

  const registered = (more = {}): PreCommitQuestion => question({ registeredAs: 'shop', ...more });

  test('is asked about by its name, and nothing is stored in the one that is here', async () => {
    rig.write(rig.agent, { 'src/new.ts': 'export const fresh = true;\n' });
    const { candidate } = await gates.preCommitCheck(registered());
    expect(candidate).toMatchObject({
      repository: 'shop',
      base: { ref: 'main', commit: rig.git(rig.trusted, 'rev-parse', 'main') },
    });
    expect(() => rig.git(rig.trusted, 'cat-file', '-t', candidate.tree)).toThrow(/could not get object info/);
    expect(coordinator.uploads).toEqual([]);
  });

  test.each(['pre-commit', 'post-commit'] as const)(
    'gets what it lacks of a %s candidate, as a pack that its base completes',
    async (stage) => {
      const large = Array.from({ length: 500 }, (_, line) => `export const v${line} = ${line};\n`);
      rig.write(rig.trusted, { 'src/large.ts': large.join('') });
      rig.git(rig.trusted, 'add', '.');
      rig.git(rig.trusted, 'commit', '--quiet', '-m', 'Large');
      rig.git(rig.path('.'), 'clone', '--quiet', '--bare', rig.trusted, 'remote.git');
      const there = rig.path('remote.git');
      coordinator.requireObjects();
      const changed = { 'src/large.ts': large.with(250, 'export const v250 = -1;\n').join('') };
      let tip: string;
      if (stage === 'pre-commit') {
        // The agent's clone does not have the base at all.
        rig.write(rig.agent, changed);
        tip = (await gates.preCommitCheck(registered())).candidate.tree;
      } else {
        rig.git(rig.trusted, 'switch', '--quiet', '-c', 'task');
        rig.write(rig.trusted, changed);
        rig.git(rig.trusted, 'commit', '--quiet', '-am', 'Change');
        const { candidate } = await gates.postCommitCheck({
          repository: rig.trusted,
          registeredAs: 'shop',
          commit: 'task',
          base: 'main',
          ...who,
        });
        tip = candidate.commit ?? '';
      }
      const [upload] = coordinator.uploads;
      expect(upload?.repository).toBe('shop');
      expect(upload?.pack.length).toBeLessThan(1000);
      rig.unpack(there, upload?.pack ?? Buffer.alloc(0));
      expect(rig.git(there, 'show', `${tip}:src/large.ts`)).toContain('v250 = -1');
      expect(coordinator.requests).toHaveLength(2);
    },
  );

  test('keeps what it may be sent until the question is answered, and no longer', async () => {
    for (const isLeft of [false, true]) {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      coordinator.answerAlways(later(held));
      const controller = new AbortController();
      const asking = gates.preCommitCheck(registered(), { signal: controller.signal });
      asking.catch(() => undefined);
      await coordinator.asked(coordinator.requests.length + 1);
      expect(openViews().length).toBeGreaterThan(0);
      if (isLeft) controller.abort();
      else release();
      await asking.catch(() => undefined);
      await until(() => openViews().length === 0);
    }
  });

  test('has a name, not a path', async () => {
    const error = await failureOf(gates.preCommitCheck(registered({ registeredAs: '../shop' })));
    expect(error).toBeInstanceOf(InvalidRequestError);
  });
});

describe('a caller that gives up', () => {
  test.each(['before', 'while the tree is read', 'while the coordinator thinks'])(
    'is released at once %s',
    async (when) => {
      coordinator.answerAlways(silence());
      const runtime = countedRuntime();
      gates = new QualityGatesService(clientOf({ url: coordinator.url }, runtime), runtime);
      const controller = new AbortController();
      if (when === 'before') controller.abort();
      const asking = gates.preCommitCheck(question(), { signal: controller.signal });
      asking.catch(() => undefined);
      if (when === 'while the coordinator thinks') await coordinator.asked();
      controller.abort();
      let settled = false;
      void asking.catch(() => (settled = true));
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      expect(settled).toBe(true);
      expect(await failureOf(asking)).toBeInstanceOf(CancelledError);
      expect(runtime.open).toEqual([]);
    },
  );
});

describe('an embedded coordinator', () => {
  const embedded = (check: Coordinator['check']): QualityGatesService =>
    new QualityGatesService({ check, health: async () => ({ status: 'ok' }) }, systemRuntime);

  test('is believed no more than one over HTTP', async () => {
    const told: string[] = [];
    const liar = embedded(async (request, options) => {
      const verdict = verdictFor({ ...request, candidate: { ...request.candidate, tree: 'f'.repeat(40) } });
      options?.onEvent?.({ type: 'verdict', checkId: verdict.checkId, verdict });
      return verdict;
    });
    const error = await failureOf(
      liar.preCommitCheck(question(), { onEvent: ({ type }) => told.push(type) }),
    );
    expect(error).toBeInstanceOf(ProtocolError);
    expect(told).toEqual([]);
  });

  test('passes its events on, and one verdict at the end', async () => {
    const told: string[] = [];
    const talker = embedded(async (request, options) => {
      const verdict = verdictFor(request);
      options?.onEvent?.({ type: 'started', checkId: checkIdOf(request), gates: ['lint'] });
      options?.onEvent?.({ type: 'verdict', checkId: verdict.checkId, verdict });
      return verdict;
    });
    await talker.preCommitCheck(question(), { onEvent: ({ type }) => told.push(type) });
    expect(told).toEqual(['started', 'verdict']);
  });

  test('that breaks is an unavailable one', async () => {
    const broken = embedded(() => Promise.reject(new TypeError('undefined is not a function')));
    const error = await failureOf(broken.preCommitCheck(question()));
    expect(error).toBeInstanceOf(CoordinatorUnavailableError);
    expect(error).toMatchObject({ cause: new TypeError('undefined is not a function') });
  });
});
