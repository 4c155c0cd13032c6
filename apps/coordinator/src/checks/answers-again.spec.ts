import { inconclusive } from '@quality-gates/contract';
import { question } from '../testing/question.js';
import { verdictOn } from '../testing/verdicts.js';
import { answersAgain } from './answers-again.js';

describe('a verdict that is asked for again', () => {
  it.each(['approved', 'rejected'] as const)('answers when it was %s', (outcome) => {
    expect(answersAgain(verdictOn(question(), outcome), {}, 0)).toBe(true);
  });

  it('does not answer when any of its gates could not tell', () => {
    const flaky = inconclusive('flaky', 'It passed the second time.', {
      gate: 'test',
      required: true,
      durationMs: 1,
    });
    const rejected = verdictOn(question(), 'rejected');
    expect(answersAgain({ ...rejected, gates: [...rejected.gates, flaky] }, {}, 0)).toBe(false);
    expect(answersAgain(verdictOn(question(), 'inconclusive'), {}, 0)).toBe(false);
  });

  it('answers until one of its waivers expires', () => {
    const { tree, base } = question().candidate;
    const about = { rule: 'r', tree, base: base.commit, reason: 'known', grantedBy: 'lead' };
    const waivers = [
      { ...about, expiresAt: '2030-01-01T00:00:00Z' },
      { ...about, expiresAt: '2031-01-01T00:00:00Z' },
    ];
    const expiry = Date.parse('2030-01-01T00:00:00Z');
    expect(answersAgain(verdictOn(question()), { waivers }, expiry - 1)).toBe(true);
    expect(answersAgain(verdictOn(question()), { waivers }, expiry)).toBe(false);
  });
});
