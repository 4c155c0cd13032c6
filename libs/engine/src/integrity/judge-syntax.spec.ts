import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { openRepository } from '@quality-gates/git';
import { testRepository, type TestRepository } from '../../../../test/support/test-repository.js';
import { readQuestion } from '../question.js';
import { judgeSyntax } from './judge-syntax.js';
import { answerOf } from './syntax/syntax-question.js';

const TEST = `import { expect, it } from 'vitest';\nit('adds', () => { expect(add(1, 2)).toBe(3); });\n`;
const EMPTY = `import { it } from 'vitest';\nit('adds', () => { add(1, 2); });\n`;

describe('the syntax of a change', () => {
  let repository: TestRepository;
  let base: string;
  beforeEach(async () => {
    repository = await testRepository({ 'src/linked.test.ts': TEST, 'src/other.ts': 'export {};\n' });
    base = await repository.git('rev-parse', 'HEAD');
  });
  afterEach(async () => repository[Symbol.asyncDispose]());

  const found = async (): Promise<string[]> => {
    const commit = await repository.commit('Change');
    await using view = await openRepository(repository.directory);
    const question = await readQuestion(view, {
      stage: 'pre-commit',
      candidate: {
        repository: repository.directory,
        tree: await view.treeOf(commit),
        base: { ref: 'main', commit: base },
      },
    });
    const judged = await judgeSyntax(question, (asked) =>
      Promise.resolve({ kind: 'told', findings: answerOf(asked) }),
    );
    return judged.kind === 'told' ? judged.findings.map(({ rule, file }) => `${rule} ${file ?? ''}`) : [];
  };
  const link = async (name: string, target: string) => {
    await symlink(target, path.join(repository.directory, name));
  };

  it('is that of what a link leads to, where nothing else reads it', async () => {
    await repository.write({ 'src/linked.test.ts': null, 'src/easy.txt': EMPTY });
    await link('src/linked.test.ts', 'easy.txt');
    expect(await found()).toEqual(['test-emptied src/linked.test.ts']);
  });

  it('has no more of a test that became a link to another than of one that is gone', async () => {
    await repository.write({ 'src/linked.test.ts': null });
    await link('src/linked.test.ts', 'other.ts');
    expect(await found()).toEqual([]);
  });

  it('has nothing new of a link that became the file that it led to', async () => {
    await repository.write({ 'src/text.txt': TEST });
    await link('src/second.test.ts', 'text.txt');
    await repository.commit('Link');
    base = await repository.git('rev-parse', 'HEAD');
    await repository.write({ 'src/second.test.ts': null });
    await repository.write({ 'src/second.test.ts': TEST });
    expect(await found()).toEqual([]);
  });

  it('is that of the product where the product imports what looks like tests', async () => {
    const real = 'export const isTested = process.env.VITEST;\n';
    await repository.write({ 'src/__tests__/real.ts': real });
    expect(await found()).toEqual([]);
    await repository.write({ 'src/other.ts': `export * from './__tests__/real.js';\n` });
    expect(await found()).toEqual(['environment-sniffed src/__tests__/real.ts']);
  });
});
