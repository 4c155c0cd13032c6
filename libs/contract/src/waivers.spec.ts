import { finding } from './finding.js';
import { MAX_WAIVER_REQUESTS, waiverFor, waiverRequestsIn } from './waivers.js';

describe('waiverRequestsIn', () => {
  it('hears what a message asks for, with and without a path', () => {
    const message = [
      'Relax the compiler',
      '',
      'Waiver-Request: judge-changed tsconfig.json: generated code needs it',
      'Waiver-Request: test-missing: the feature is gone',
    ].join('\n');
    expect(waiverRequestsIn(message)).toEqual([
      { rule: 'judge-changed', path: 'tsconfig.json', reason: 'generated code needs it' },
      { rule: 'test-missing', reason: 'the feature is gone' },
    ]);
  });

  it.each(['Waiver-Request:', 'Waiver-Request: rule', 'waived: rule: reason', 'Waiver-Request: : reason'])(
    'hears nothing in %j',
    (line) => {
      expect(waiverRequestsIn(line)).toEqual([]);
    },
  );

  it('hears no more than its bound', () => {
    expect(waiverRequestsIn('Waiver-Request: a: b\n'.repeat(100))).toHaveLength(MAX_WAIVER_REQUESTS);
  });
});

describe('waiverFor', () => {
  it('binds the waiver to the tree, the base and the file that the verdict speaks of', () => {
    const [tree, commit] = ['a'.repeat(40), 'b'.repeat(40)];
    const verdict = { candidate: { repository: '/r', tree, base: { ref: 'main', commit } } };
    const granted = { reason: 'agreed', grantedBy: 'lead', expiresAt: '2030-01-01T00:00:00Z' };
    const one = finding({ rule: 'judge-changed', severity: 'error', message: 'm', file: 'tsconfig.json' });
    expect(waiverFor(verdict, one, granted)).toEqual({
      rule: 'judge-changed',
      path: 'tsconfig.json',
      tree,
      base: commit,
      ...granted,
    });
  });
});
