import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replace, write } from './edit.js';
import { scriptedAgent } from './scripted-agent.js';

let worktree: string;

beforeEach(async () => {
  worktree = await mkdtemp(join(tmpdir(), 'scripted-agent-'));
});

afterEach(() => rm(worktree, { recursive: true, force: true }));

const agent = scriptedAgent({
  id: 'agent-1',
  does: 'writes',
  edits: [write('src/a.ts', 'let x = 1\n')],
  mends: [
    { clue: 'prefer-const', does: 'uses const', edits: [replace('src/a.ts', 'let', 'const')] },
    { clue: 'TS2322', does: 'mends the type', edits: [replace('src/a.ts', '1', "'1'")] },
  ],
});
const text = () => readFile(join(worktree, 'src/a.ts'), 'utf8');

describe('a scripted agent', () => {
  it('mends what it is told of, and nothing else', async () => {
    expect(await agent.work(worktree)).toBe('writes');
    expect(await agent.revise(worktree, 'src/a.ts:1:1 prefer-const Never reassigned.')).toBe('uses const');
    expect(await text()).toBe('const x = 1\n');
  });

  it('leaves its files as they are when it is told of nothing that it knows', async () => {
    await agent.work(worktree);
    expect(await agent.revise(worktree, 'the tests are missing')).toBe('knows no mend');
    expect(await text()).toBe('let x = 1\n');
  });

  it('fails where the file is not as its script says', async () => {
    await agent.work(worktree);
    await agent.revise(worktree, 'prefer-const');
    await expect(agent.revise(worktree, 'prefer-const')).rejects.toThrow('src/a.ts holds no "let"');
  });
});
