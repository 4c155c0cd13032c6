import type { Stage } from '@quality-gates/contract';
import { BROKEN } from './broken.js';
import type { Cheat } from './cheat.js';
import { CHEATS } from './cheats/index.js';
import { ahead, openCourt, type Change, type Court, type Judgement } from './support/court.js';
import { reasonOf, tableIn } from './support/table.js';

const STAGES: Stage[] = ['pre-commit', 'post-commit'];
const ONE_MS = 5 * 60_000;
const WHOLE_MS = 20 * 60_000;

let court: Court;
beforeAll(async () => {
  court = await openCourt();
});
afterAll(() => court[Symbol.asyncDispose]());

const changeOf = ({ broken, overlay, hasty }: Cheat): Change => ({
  base: hasty ? 'hasty' : BROKEN[broken].base,
  overlays: [BROKEN[broken].change, overlay],
});

const questions = CHEATS.flatMap(({ title, cheats }) =>
  cheats.flatMap((cheat) => STAGES.map((stage) => ({ title, cheat, stage }))),
);
const judged = ahead(questions, ({ cheat, stage }) =>
  court.judge(changeOf(cheat), stage, { untilRefused: !process.env['QG_WHOLE'] }),
);
const judgementOf = (cheat: Cheat, stage: Stage): Promise<Judgement> => {
  const question = questions.find((one) => one.cheat === cheat && one.stage === stage);
  if (!question) throw new Error('Every cheat is asked about.');
  return judged(question);
};

describe.each(CHEATS)('a change that $title', ({ cheats }) => {
  describe.each(cheats)('$name', (cheat) => {
    const stages = cheat.beforeLandingAlone ? STAGES.slice(1) : STAGES;
    it.each(stages)(
      'is not approved at %s',
      async (stage) => {
        const judgement = await judgementOf(cheat, stage);
        const refused = cheat.hasty ? /^(rejected|inconclusive)/ : /^(rejected|refused)/;
        expect(reasonOf(judgement)).toMatch(refused);
      },
      ONE_MS,
    );
  });
});

it(
  'stands in the table of docs/integrity.md as it was caught',
  async () => {
    const rows = [];
    for (const { title, cheats } of CHEATS) {
      for (const cheat of cheats) {
        const [before, after] = [
          await judgementOf(cheat, 'pre-commit'),
          await judgementOf(cheat, 'post-commit'),
        ];
        rows.push([title, cheat.name, cheat.broken, reasonOf(before), reasonOf(after)]);
      }
    }
    const head = ['a change that', 'and', 'to hide', 'before the commit', 'before landing'];
    expect(tableIn('cheats', head, rows)).toEqual(rows);
  },
  WHOLE_MS,
);
