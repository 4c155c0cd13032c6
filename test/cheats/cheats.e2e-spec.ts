import type { Stage } from '@quality-gates/contract';
import { BROKEN } from './broken.js';
import type { Cheat } from './cheat.js';
import { CHEATS } from './cheats/index.js';
import { aheadAtBothStages, openCourt, type Change, type Court } from './support/court.js';
import { isWriting, named, reasonOf, tableIn } from './support/table.js';

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

const judgementOf = aheadAtBothStages(
  CHEATS.flatMap(({ cheats }) => cheats),
  (cheat, stage) => court.judge(changeOf(cheat), stage, { untilRefused: !process.env['QG_WHOLE'] }),
);

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
  'stands in the table of docs/integrity.md, which is written by what caught it',
  async () => {
    const rows = [];
    for (const { title, cheats } of CHEATS) {
      for (const cheat of cheats) {
        const seen = isWriting() ? await Promise.all(STAGES.map((stage) => caughtBy(cheat, stage))) : [];
        rows.push([title, cheat.name, cheat.broken, ...seen]);
      }
    }
    const head = ['a change that', 'and', 'to hide', 'before the commit', 'before landing'];
    expect(named(tableIn('cheats', head, rows), 3)).toEqual(named(rows, 3));
  },
  WHOLE_MS,
);

/** Coverage is measured before landing alone, so what hides a lack of it hides nothing before. */
async function caughtBy(cheat: Cheat, stage: Stage): Promise<string> {
  if (cheat.beforeLandingAlone && stage === 'pre-commit') return 'not asked';
  return reasonOf(await judgementOf(cheat, stage));
}
