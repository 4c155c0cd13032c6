import type { TreeChange } from '@quality-gates/git';
import type { Project } from '../../policy/project.js';
import type { Question } from '../../question.js';
import { sidesOf } from './sides.js';

const SIDE = { mode: '100644', oid: 'a'.repeat(40) } as const;
const PROJECT: Project = {
  files: new Set(),
  manifest: {},
  read: () => Promise.resolve(undefined),
  dependsOn: () => false,
  scriptArguments: () => undefined,
};

function touchedBy(...changes: TreeChange[]): string[] {
  const question: Question = {
    request: {
      stage: 'pre-commit',
      candidate: { repository: '/r', tree: '', base: { ref: 'main', commit: '' } },
    },
    tree: '',
    baseTree: '',
    candidate: PROJECT,
    judge: PROJECT,
    isFirstChange: false,
    changes,
    change: { changed: [], deleted: [], renamed: new Map(), lines: () => Promise.resolve(new Map()) },
  };
  return [...sidesOf(question).touched].sort();
}

describe('the files that a candidate touches', () => {
  it('are both ends of a rename, whatever it was called before', () => {
    const change = { kind: 'renamed', similarity: 100, from: SIDE, to: SIDE } as const;
    expect(touchedBy({ ...change, previousPath: 'eslint.config.js', path: 'old.js' })).toEqual([
      'eslint.config.js',
      'old.js',
    ]);
  });

  it('are not those that merely became executable', () => {
    expect(touchedBy({ kind: 'mode-changed', path: 'a.js', from: SIDE, to: SIDE })).toEqual([]);
  });
});
