import type { Finding, GateResult, Stage } from '@quality-gates/contract';
import { HONEST } from './honest/index.js';
import { aheadAtBothStages, openCourt, type Court, type Judgement } from './support/court.js';
import { isWriting, named, reasonOf, tableIn } from './support/table.js';

const STAGES: Stage[] = ['pre-commit', 'post-commit'];
const ONE_MS = 5 * 60_000;
const WHOLE_MS = 20 * 60_000;

let court: Court;
beforeAll(async () => {
  court = await openCourt();
});
afterAll(() => court[Symbol.asyncDispose]());

const judgementOf = aheadAtBothStages(HONEST, (change, stage) => court.judge(change, stage));

describe.each(HONEST)('a colleague who $name', (change) => {
  it.each(STAGES)(
    'is approved at %s',
    async (stage) => {
      const judgement = await judgementOf(change, stage);
      expect({ because: objections(judgement), scope: judgement.scope }).toEqual({
        because: [],
        scope: 'full',
      });
      expect(judgement.outcome).toBe('approved');
    },
    ONE_MS,
  );
});

it(
  'stands in the table of docs/integrity.md',
  async () => {
    const rows = [];
    for (const change of HONEST) {
      const said = new Set<string>();
      const outcomes = [];
      for (const stage of isWriting() ? STAGES : []) {
        const judgement = await judgementOf(change, stage);
        outcomes.push(reasonOf(judgement));
        for (const { rule } of findingsOf(judgement.gates)) said.add(rule);
      }
      rows.push([change.name, ...outcomes, [...said].sort().join(', ')]);
    }
    const head = ['a colleague who', 'before the commit', 'before landing', 'what is said'];
    expect(named(tableIn('honest', head, rows), 1)).toEqual(named(rows, 1));
  },
  WHOLE_MS,
);

function objections({ gates }: Judgement): string[] {
  return gates.flatMap((gate) => {
    if (gate.status === 'inconclusive') return [`${gate.gate}: ${gate.reason}: ${gate.message}`];
    if (gate.status !== 'failed') return [];
    const heavy = gate.findings.filter(({ severity, waived }) => severity !== 'info' && !waived);
    return heavy.map(({ rule, file, message }) => `${gate.gate}: ${rule} ${file ?? ''}: ${message}`);
  });
}

function findingsOf(gates: readonly GateResult[]): Finding[] {
  return gates.flatMap((gate) => (gate.status === 'passed' || gate.status === 'failed' ? gate.findings : []));
}
