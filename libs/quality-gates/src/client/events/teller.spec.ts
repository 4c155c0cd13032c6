import { type CheckEvent, failed, finding, type GateResult } from '@quality-gates/contract';
import { question } from '../../rig/client-rig.js';
import { verdictFor } from '../../testing/index.js';
import { Teller } from './teller.js';

const verdict = verdictFor(question);
const { checkId } = verdict;
const lint = { gate: 'lint', required: true, durationMs: 1, evidence: [{ kind: 'x', count: 1 }] };
const finished = (result: GateResult): CheckEvent => ({ type: 'gate-finished', checkId, result });
const started: CheckEvent = { type: 'gate-started', checkId, gate: 'lint' };

let told: CheckEvent[];
let teller: Teller;
beforeEach(() => {
  told = [];
  teller = new Teller((event) => told.push(event));
});
const types = (): string[] => told.map(({ type }) => type);

test('tells once that the check waits', () => {
  for (let n = 0; n < 3; n += 1) teller.tell({ type: 'queued', checkId });
  expect(types()).toEqual(['queued']);
});

test('keeps a verdict for the end, when it is known to be true', () => {
  teller.tell({ type: 'verdict', checkId, verdict });
  expect(told).toEqual([]);
  teller.finish(verdict);
  expect(types()).toEqual([...verdict.gates.map(() => 'gate-finished'), 'verdict']);
});

test('corrects a gate that ended otherwise than was told', () => {
  const objection = finding({ rule: 'r', severity: 'error', message: 'no' });
  const lie = failed({ ...lint, findings: [objection] });
  teller.tell(finished(lie));
  teller.finish(verdict);
  expect(told.filter((event) => event.type === 'gate-finished' && event.result.gate === 'lint')).toEqual([
    finished(lie),
    finished(verdict.gates.find(({ gate }) => gate === 'lint') ?? lie),
  ]);
});

test('resets once before it tells of another run, and only where something was told', () => {
  teller.restart();
  teller.tell(started);
  teller.restart();
  teller.restart();
  teller.tell({ type: 'reset', checkId });
  teller.tell(started);
  teller.restart();
  teller.finish(verdict);
  expect(types().slice(0, 5)).toEqual(['gate-started', 'reset', 'gate-started', 'reset', 'gate-finished']);
});
