import { Injectable } from '@nestjs/common';
import { type ObjectId, unreachable } from '@quality-gates/contract';
import type { Agent } from '../agents/agent.js';
import { type Worktree, Worktrees } from '../agents/worktrees.service.js';
import { LandingService } from '../landing/landing.service.js';
import type { Task } from '../task.js';
import { Commits } from './commits.service.js';
import type { FlowEnd } from './flow-end.js';
import { type Flow, flowOf, type FlowOptions } from './flow.js';
import { Judge } from './judge.service.js';
import type { Ruling } from './ruling.js';

type Landed = Extract<FlowEnd, { end: 'landed' }>;
type Superseded = { end: 'superseded'; commit: ObjectId };

/** Takes a change from an agent's hands to its branch, or not. */
@Injectable()
export class CommitFlow {
  constructor(
    private readonly worktrees: Worktrees,
    private readonly judge: Judge,
    private readonly commits: Commits,
    private readonly landing: LandingService,
  ) {}

  /** edit → check → revise → commit → check → land; again on the new base where another change landed first. */
  async run(task: Task, agent: Agent, options: FlowOptions = {}): Promise<FlowEnd> {
    const flow = flowOf(task, agent, options);
    const end = await this.untilItEnds(flow);
    flow.tell({ type: 'ended', end });
    return end;
  }

  private async untilItEnds(flow: Flow): Promise<FlowEnd> {
    const first = await this.worktrees.open(flow.task);
    let result = await this.onOneBase(flow, first, () => flow.agent.work(first.path));
    for (let bases = 1; result.end === 'superseded'; bases++) {
      const { commit } = result;
      if (bases === flow.maxBases) return { end: 'overtaken', by: 'races', commit };
      const next = await this.worktrees.rebase(flow.task, commit);
      if (next === undefined) return { end: 'overtaken', by: 'conflict', commit };
      flow.tell({ type: 'rebased', commit, onto: next.base });
      result = await this.onOneBase(flow, next);
    }
    return result;
  }

  private async onOneBase(
    flow: Flow,
    worktree: Worktree,
    edit?: () => Promise<string>,
  ): Promise<FlowEnd | Superseded> {
    let keep = false;
    try {
      for (let attempt = 1; ; attempt++) {
        if (edit) flow.tell({ type: 'edited', attempt, did: await edit() });
        const result = await this.attempt(flow, worktree, attempt);
        switch (result.end) {
          case 'landed':
          case 'superseded':
            return result;
          case 'held':
            keep = true;
            return { ...result, worktree: worktree.path };
          case 'rejected': {
            const { findings } = result;
            if (attempt === flow.maxAttempts) return { end: 'given-up', findings };
            flow.tell({ type: 'told', findings });
            edit = () => flow.agent.revise(worktree.path, findings);
            break;
          }
          default:
            return unreachable(result);
        }
      }
    } finally {
      if (!keep) await this.worktrees.remove(worktree);
    }
  }

  /** One way through both checks: what lands is the very tree that was approved, on the base it was approved for. */
  private async attempt(
    flow: Flow,
    worktree: Worktree,
    attempt: number,
  ): Promise<Landed | Superseded | Exclude<Ruling, { end: 'approved' }>> {
    const worthIt = await this.judge.preCommit(flow, worktree, attempt);
    if (worthIt.end !== 'approved') return worthIt;

    const commit = await this.commits.write(worthIt.approval, flow.task, flow.agent.id);
    flow.tell({ type: 'committed', commit });

    const mayLand = await this.judge.postCommit(flow, worktree, attempt, commit);
    if (mayLand.end !== 'approved') return mayLand;

    const landing = await this.landing.land(mayLand.approval, commit, flow.task.branch);
    return landing.outcome === 'landed'
      ? { end: 'landed', from: landing.from, commit }
      : { end: 'superseded', commit };
  }
}
