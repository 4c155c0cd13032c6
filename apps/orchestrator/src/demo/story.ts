import { type Agent } from '../agents/agent.js';
import { scriptedAgent } from '../agents/scripted-agent.js';
import type { CommitFlow } from '../commit-flow/commit-flow.service.js';
import type { FlowEnd } from '../commit-flow/flow-end.js';
import type { FlowEvent } from '../commit-flow/flow-event.js';
import { addPowers } from './scripts/add-powers.js';
import { countExactly } from './scripts/count-exactly.js';
import { nameTheDividend } from './scripts/name-the-dividend.js';

/** What came of one agent's change. */
export interface Chapter {
  agent: string;
  end: FlowEnd;
  events: FlowEvent[];
}

export interface StoryTeller {
  flow: CommitFlow;
  repository: string;
  signal: AbortSignal;
  /** Begins a scene. */
  scene(title: string): void;
  /** Who is told what happens to an agent's change. */
  tellOf(agent: string): (event: FlowEvent) => void;
}

/** Three agents and one main. */
export async function playStory(teller: StoryTeller): Promise<Chapter[]> {
  teller.scene('Two agents work side by side');
  const sideBySide = await together([
    play(teller, scriptedAgent(addPowers), 'Add powers'),
    play(teller, scriptedAgent(nameTheDividend), 'Name the dividend in the error'),
  ]);
  teller.scene('A third one asks for a package that is not installed where the gates run');
  return [...sideBySide, await play(teller, scriptedAgent(countExactly), 'Count exactly')];
}

async function play(teller: StoryTeller, agent: Agent, title: string): Promise<Chapter> {
  const { flow, repository, signal } = teller;
  const events: FlowEvent[] = [];
  const tell = teller.tellOf(agent.id);
  const end = await flow.run({ id: title, title, repository, branch: 'main' }, agent, {
    signal,
    tell(event) {
      events.push(event);
      tell(event);
    },
  });
  return { agent: agent.id, end, events };
}

/** Waits for all of them, so that nothing runs on when one has failed. */
async function together<Result>(works: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
