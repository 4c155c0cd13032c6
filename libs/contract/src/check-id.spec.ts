import fc from 'fast-check';
import { checkIdOf } from './check-id.js';
import type { CheckRequest, Waiver } from './check-request.js';

const request: CheckRequest = {
  stage: 'pre-commit',
  candidate: {
    repository: 'shop',
    tree: 'a'.repeat(40),
    base: { ref: 'main', commit: 'b'.repeat(40) },
  },
};

const waiver = (rule: string): Waiver => ({
  rule,
  tree: 'a'.repeat(40),
  base: 'b'.repeat(40),
  reason: 'agreed',
  grantedBy: 'release manager',
  expiresAt: '2030-01-01T00:00:00Z',
});

describe('checkIdOf', () => {
  it('does not depend on who asks', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.nat(),
        (agentId, taskId, attempt) => {
          expect(checkIdOf({ ...request, origin: { agentId, taskId, attempt } })).toBe(checkIdOf(request));
        },
      ),
    );
  });

  it('does not depend on the order in which gates and waivers are named', () => {
    expect(checkIdOf({ ...request, gates: ['lint', 'test'] })).toBe(
      checkIdOf({ ...request, gates: ['test', 'lint', 'lint'] }),
    );
    const [a, b] = [waiver('a'), waiver('b')];
    expect(checkIdOf({ ...request, waivers: [a, b] })).toBe(checkIdOf({ ...request, waivers: [b, a] }));
    expect(checkIdOf({ ...request, waivers: [] })).toBe(checkIdOf(request));
  });

  it.each<[string, CheckRequest]>([
    ['stage', { ...request, stage: 'post-commit' }],
    ['repository', { ...request, candidate: { ...request.candidate, repository: 'other' } }],
    ['tree', { ...request, candidate: { ...request.candidate, tree: 'c'.repeat(40) } }],
    ['commit', { ...request, candidate: { ...request.candidate, commit: 'c'.repeat(40) } }],
    [
      'base commit',
      { ...request, candidate: { ...request.candidate, base: { ref: 'main', commit: 'c'.repeat(40) } } },
    ],
    [
      'base ref',
      { ...request, candidate: { ...request.candidate, base: { ref: 'dev', commit: 'b'.repeat(40) } } },
    ],
    ['gates', { ...request, gates: ['lint'] }],
    ['waivers', { ...request, waivers: [waiver('a')] }],
  ])('is another for another %s', (_, other) => {
    expect(checkIdOf(other)).not.toBe(checkIdOf(request));
  });

  it('stays the same from release to release', () => {
    expect(checkIdOf(request)).toBe('aaf04f06ffcff310956ee1d804106a5b036a2958663b518771bfc0d489bd0b4b');
  });
});
