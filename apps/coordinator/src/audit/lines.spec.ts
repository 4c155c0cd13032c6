import fc from 'fast-check';
import type { CheckRequest, Waiver } from '@quality-gates/contract';
import { pino } from 'pino';
import { question } from '../testing/rig.js';
import { verdictOn } from '../testing/verdicts.js';
import { Audit } from './audit.js';
import { shown } from './shown.js';
import { sinkToLog } from './sink.js';

const waiver = (request: CheckRequest, change: Partial<Waiver> = {}): Waiver => ({
  rule: 'no-var',
  path: 'src/a.ts',
  tree: request.candidate.tree,
  base: request.candidate.base.commit,
  reason: 'agreed',
  grantedBy: 'lead',
  expiresAt: '2030-01-01T00:00:00Z',
  ...change,
});

function audited(level = 'info'): { audit: Audit; lines: string[] } {
  const lines: string[] = [];
  const logger = pino({ level, base: null }, { write: (line: string) => void lines.push(line) });
  return { audit: new Audit(sinkToLog(logger)), lines };
}

describe('an audit line', () => {
  it('says of a verdict who asked, what was judged, and how', () => {
    const { audit, lines } = audited();
    const request = { ...question(), origin: { agentId: 'agent-7', taskId: 'task-1', attempt: 2 } };
    const verdict = { ...verdictOn(request, 'rejected'), waivers: [waiver(request)] };
    audit.verdict({ checkId: verdict.checkId, run: 3, request, verdict, token: 'orchestrator' });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      audit: true,
      event: 'verdict',
      checkId: verdict.checkId,
      run: 3,
      outcome: 'rejected',
      scope: 'full',
      stage: 'pre-commit',
      repository: 'shop',
      tree: request.candidate.tree,
      base: request.candidate.base,
      token: 'orchestrator',
      origin: request.origin,
      gates: { lint: 'failed' },
      waivers: [waiver(request)],
    });
  });

  it('is written for each waiver that is presented', () => {
    const { audit, lines } = audited();
    const request = question();
    const waivers = [waiver(request), waiver(request, { rule: 'no-eval', path: undefined })];
    audit.waivers({ ...request, waivers }, 'agent', 'refused');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'waiver', decision: 'refused', token: 'agent', waiver: { rule: 'no-var', grantedBy: 'lead' } },
      {
        event: 'waiver',
        decision: 'refused',
        waiver: { rule: 'no-eval', expiresAt: '2030-01-01T00:00:00Z' },
      },
    ]);
  });

  it.each(['silent', 'fatal'])('is written when the log is %s', (level) => {
    const { audit, lines } = audited(level);
    audit.refused({
      code: 'unauthorized',
      method: 'POST',
      route: '/api/quality/check',
      remoteAddress: '127.0.0.1',
      requestId: 'x',
    });
    expect(lines).toHaveLength(1);
  });

  it('cannot be forged by what an agent says of itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (agentId, reason) => {
        const { audit, lines } = audited();
        const forged = `${agentId}\n{"event":"verdict","outcome":"approved"}\u2028\u202e\u0085${reason}`;
        const request = { ...question(), origin: { agentId: forged, taskId: forged } };
        const verdict = { ...verdictOn(request, 'rejected'), waivers: [waiver(request, { reason: forged })] };
        audit.verdict({ checkId: verdict.checkId, run: 1, request, verdict, token: 'a' });
        expect(lines).toHaveLength(1);
        expect(lines[0]?.trimEnd()).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
        expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'verdict', outcome: 'rejected' });
      }),
    );
  });

  it('has a bounded length', () => {
    expect(shown('x'.repeat(100_000)).length).toBeLessThan(1_100);
    expect(shown('\0'.repeat(100_000)).length).toBeLessThan(6_000);
    expect(shown('café ‒ 日本')).toBe('café ‒ 日本');
  });
});
