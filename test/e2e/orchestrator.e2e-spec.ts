import { mkdtemp, realpath, rm, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedCoordinator } from '@quality-gates/engine';
import { approve, inconclusive, later, reject } from '@quality-gates/nestjs/testing';
import { scriptedAgent } from '../../apps/orchestrator/src/agents/scripted-agent.js';
import type { FlowEvent } from '../../apps/orchestrator/src/commit-flow/flow-event.js';
import { makeFixtureRepository } from '../../apps/orchestrator/src/demo/fixture-repository.js';
import { nameTheDividend } from '../../apps/orchestrator/src/demo/scripts/name-the-dividend.js';
import { layOrchestrator, MainBranch, openFlow } from '../support/orchestrator-rig.js';

describe('a change that goes well', () => {
  it('lands when it was rejected first and then mended by what the agent was told', async () => {
    await using rig = await layOrchestrator();
    const { coordinator, main } = rig;
    const before = await main.tip();
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'wrong\n' }).edits({ 'sum.ts': 'right\n' });
    coordinator.answer(
      reject([{ rule: 'TS2322', message: 'is no number', file: 'sum.ts', range: { startLine: 1 } }]),
    );

    const end = await rig.delivers(agent);

    expect(end).toEqual({ end: 'landed', from: before, commit: await main.tip() });
    expect(agent.told).toEqual([expect.stringContaining('sum.ts:1 TS2322 is no number')]);
    expect(await main.shows('sum.ts')).toBe('right');
    expect(await main.history()).toEqual(['agent-1: Make the change', 'someone: Something else']);
    expect(coordinator.requests.map(({ request }) => [request.stage, request.origin?.attempt])).toEqual([
      ['pre-commit', 0],
      ['pre-commit', 1],
      ['post-commit', 1],
    ]);
    expect(await rig.worktrees()).toEqual([]);
  });

  it('goes back to the agent, too, when only the check of the commit rejects it', async () => {
    await using rig = await layOrchestrator();
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'untested\n' }).edits({ 'sum.test.ts': 'tests\n' });
    rig.coordinator.answer(approve(), reject([{ message: 'no test runs it' }], { gate: 'coverage' }));

    expect(await rig.delivers(agent)).toMatchObject({ end: 'landed' });
    expect(agent.told).toEqual([expect.stringContaining('no test runs it')]);
    expect(await rig.main.files()).toEqual(['README.md', 'sum.test.ts', 'sum.ts']);
    expect(await rig.main.history()).toHaveLength(2);
  });

  it('lands as exactly the tree that was approved, whatever the agent does to its files meanwhile', async () => {
    await using rig = await layOrchestrator();
    const { coordinator, main } = rig;
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'judged\n' });
    const scribbled = (count: number) =>
      coordinator
        .asked(count)
        .then(() => agent.scribbles({ 'sum.ts': 'smuggled\n', 'new.ts': 'smuggled\n' }));
    coordinator.answer(later(scribbled(1)), later(scribbled(2)));

    expect(await rig.delivers(agent)).toMatchObject({ end: 'landed' });

    expect(await main.shows('sum.ts')).toBe('judged');
    expect(await main.files()).toEqual(['README.md', 'sum.ts']);
    expect(coordinator.requests.map(({ request }) => request.candidate.tree)).toEqual([
      await main.tree(),
      await main.tree(),
    ]);
  });

  it('tells the agent of files that it may not submit, and asks again', async () => {
    await using rig = await layOrchestrator();
    const agent = rig
      .agent('agent-1')
      .does((worktree) => symlink('/etc/hostname', join(worktree, 'link')))
      .does(async (worktree) => {
        await unlink(join(worktree, 'link'));
        await agent.scribbles({ 'sum.ts': 'right\n' });
      });

    const end = await rig.delivers(agent);

    expect(agent.told).toEqual([expect.stringContaining('"link" is a symbolic link that leaves the tree')]);
    expect(end).toMatchObject({ end: 'landed' });
    expect(await rig.main.files()).toEqual(['README.md', 'sum.ts']);
  });
});

describe('a change that loses the race', () => {
  it('is checked again on the new base before it lands', async () => {
    await using rig = await layOrchestrator();
    const { coordinator, main } = rig;
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'mine\n' });
    const moved = coordinator.asked(2).then(() => main.moves({ 'theirs.ts': 'theirs\n' }));
    coordinator.answer(approve(), later(moved));

    expect(await rig.delivers(agent)).toMatchObject({ end: 'landed', from: await moved });

    expect(await main.files()).toEqual(['README.md', 'sum.ts', 'theirs.ts']);
    expect(await main.history()).toEqual([
      'agent-1: Make the change',
      'someone: Something else',
      'someone: Something else',
    ]);
    coordinator.expectAsked({ stage: 'pre-commit', base: await moved, times: 1 });
    coordinator.expectAsked({ stage: 'post-commit', base: await moved, tree: await main.tree(), times: 1 });
    expect(await rig.worktrees()).toEqual([]);
  });

  it('never undoes what landed while its agent was still mending', async () => {
    await using rig = await layOrchestrator();
    const { main } = rig;
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'wrong\n' });
    agent.does(async () => {
      await main.moves({ 'theirs.ts': 'theirs\n' });
      await agent.scribbles({ 'sum.ts': 'right\n' });
    });
    rig.coordinator.answer(reject([{ message: 'no' }]));

    expect(await rig.delivers(agent)).toMatchObject({ end: 'landed' });
    expect(await main.files()).toEqual(['README.md', 'sum.ts', 'theirs.ts']);
  });

  it('is mended by its agent where the new base breaks it', async () => {
    await using rig = await layOrchestrator();
    const { coordinator, main } = rig;
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'mine\n' }).edits({ 'sum.ts': 'mended\n' });
    const moved = coordinator.asked(2).then(() => main.moves({ 'theirs.ts': 'theirs\n' }));
    coordinator.answer(approve(), later(moved), reject([{ message: 'does not go with theirs.ts' }]));

    expect(await rig.delivers(agent)).toMatchObject({ end: 'landed' });
    expect(agent.told).toEqual([expect.stringContaining('does not go with theirs.ts')]);
    expect(await main.shows('sum.ts')).toBe('mended');
  });

  it('ends as overtaken where it conflicts with what has landed', async () => {
    await using rig = await layOrchestrator();
    const { coordinator, main } = rig;
    const agent = rig.agent('agent-1').edits({ 'README.md': 'Mine.\n' });
    const moved = coordinator.asked(2).then(() => main.moves({ 'README.md': 'Theirs.\n' }));
    coordinator.answer(approve(), later(moved));

    expect(await rig.delivers(agent)).toMatchObject({ end: 'overtaken', by: 'conflict' });
    expect(await main.shows('README.md')).toBe('Theirs.');
    expect(await rig.worktrees()).toEqual([]);
  });

  it('ends as overtaken where others always come first', async () => {
    await using rig = await layOrchestrator();
    const { coordinator, main } = rig;
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'mine\n' });
    const first = coordinator.asked(2).then(() => main.moves({ 'a.ts': 'a\n' }));
    const second = coordinator.asked(4).then(() => main.moves({ 'b.ts': 'b\n' }));
    coordinator.answer(approve(), later(first), approve(), later(second));

    expect(await rig.delivers(agent, { maxBases: 2 })).toMatchObject({ end: 'overtaken', by: 'races' });
    expect(await main.tip()).toBe(await second);
    expect(coordinator.requests).toHaveLength(4);
  });

  it('is one of two side by side: both land, one upon the other', async () => {
    await using rig = await layOrchestrator();
    const both = await Promise.all([
      rig.delivers(rig.agent('agent-1').edits({ 'one.ts': 'one\n' })),
      rig.delivers(rig.agent('agent-2').edits({ 'two.ts': 'two\n' })),
    ]);

    expect(both).toMatchObject([{ end: 'landed' }, { end: 'landed' }]);
    expect(await rig.main.files()).toEqual(['README.md', 'one.ts', 'two.ts']);
    expect(await rig.main.history()).toHaveLength(3);
  });
});

describe('a change that does not land', () => {
  it.each(['pre-commit', 'post-commit'] as const)(
    'is held, and its agent is told nothing, when the %s check is inconclusive',
    async (stage) => {
      await using rig = await layOrchestrator();
      const before = await rig.main.tip();
      const agent = rig.agent('agent-1').edits({ 'sum.ts': 'good\n' });
      rig.coordinator.answerWhen((request) => request.stage === stage, inconclusive('timed-out'));

      const end = await rig.delivers(agent);

      expect(end).toMatchObject({ end: 'held', because: { outcome: 'inconclusive', stage } });
      expect(agent.told).toEqual([]);
      expect(await rig.main.tip()).toBe(before);
      expect(await rig.worktrees()).toHaveLength(1);
    },
  );

  it('is held with a typed error when the coordinator is down', async () => {
    await using rig = await layOrchestrator();
    const before = await rig.main.tip();
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'good\n' });
    await rig.coordinator.close();

    const end = await rig.delivers(agent);

    expect(end).toMatchObject({ end: 'held', because: { code: 'coordinator-unavailable', retryable: true } });
    expect(agent.told).toEqual([]);
    expect(await rig.main.tip()).toBe(before);
  });

  it.each(['pre-commit', 'post-commit'] as const)(
    'is held when the %s check approves by some gates only',
    async (stage) => {
      await using rig = await layOrchestrator();
      const before = await rig.main.tip();
      rig.coordinator.answerWhen((request) => request.stage === stage, approve({ scope: 'partial' }));

      const end = await rig.delivers(rig.agent('agent-1').edits({ 'sum.ts': 'good\n' }));

      expect(end).toMatchObject({ end: 'held', because: { outcome: 'approved', scope: 'partial' } });
      expect(await rig.main.tip()).toBe(before);
    },
  );

  it('is given up after as many rejections as the agent may try', async () => {
    await using rig = await layOrchestrator();
    const before = await rig.main.tip();
    const agent = rig.agent('agent-1').edits({ 'sum.ts': 'wrong\n' });
    rig.coordinator.answerAlways(reject([{ message: 'still wrong' }]));

    const end = await rig.delivers(agent, { maxAttempts: 3 });

    expect(end).toMatchObject({ end: 'given-up', findings: expect.stringContaining('still wrong') });
    expect(rig.coordinator.requests).toHaveLength(3);
    expect(agent.told).toHaveLength(2);
    expect(await rig.main.tip()).toBe(before);
    expect(await rig.worktrees()).toEqual([]);
  });

  it('leaves nothing behind when it is cancelled in the middle of a check', async () => {
    await using rig = await layOrchestrator();
    const before = await rig.main.tip();
    const cancellation = new AbortController();
    const asked = rig.coordinator.asked().then(() => cancellation.abort());
    rig.coordinator.answer(later(new Promise(() => {})));

    const flow = rig.delivers(rig.agent('agent-1').edits({ 'sum.ts': 'good\n' }), cancellation);

    await expect(flow).rejects.toMatchObject({ code: 'cancelled' });
    await asked;
    expect(await rig.main.tip()).toBe(before);
    expect(await rig.worktrees()).toEqual([]);
  });
});

describe('with the real engine', () => {
  it('sends a lint error and a broken test back, and lands the mended change', async () => {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'orchestrator-engine-')));
    const coordinator = new EmbeddedCoordinator();
    try {
      const repository = await makeFixtureRepository(home);
      const { flow, close } = await openFlow(home, { coordinator });
      const events: FlowEvent[] = [];
      const task = { id: 'task', title: 'Name the dividend', repository, branch: 'main' };
      const end = await flow.run(task, scriptedAgent(nameTheDividend), {
        tell: (event) => events.push(event),
      });
      await close();

      const told = events.flatMap((event) => (event.type === 'told' ? [event.findings] : []));
      expect(told).toEqual([
        expect.stringMatching(/operations\.ts:\d+:\d+ eqeqeq[^]*refuses to divide by zero/),
      ]);
      expect(end).toMatchObject({ end: 'landed' });
      expect(await new MainBranch(repository).shows('src/operations.ts')).toContain(
        'new RangeError(`Cannot divide ${left} by zero.`)',
      );
    } finally {
      await coordinator.close();
      await rm(home, { recursive: true, force: true });
    }
  }, 180_000);
});
