import { describeUnless } from '../support/requirements.js';
import { BROKEN } from './broken.js';
import { CHEATS } from './cheats/index.js';
import { ahead, openCourt, type Court } from './support/court.js';
import { naively } from './support/naive.js';

const asked = () =>
  process.env['QG_NAIVE'] ? undefined : 'set QG_NAIVE=1 to try what naive gates say of each cheat';
const cheats = CHEATS.flatMap(({ title, cheats: all }) =>
  all.filter(({ notNaive }) => notNaive === undefined).map((cheat) => ({ title, cheat, name: cheat.name })),
);

describeUnless(asked)('a gate that trusts exit codes and the candidate’s configuration', () => {
  let court: Court;
  beforeAll(async () => {
    court = await openCourt();
  });
  afterAll(() => court[Symbol.asyncDispose]());

  const answered = ahead(cheats, async ({ cheat }) =>
    naively(cheat, await court.lay(BROKEN[cheat.broken].base)),
  );

  it.each(cheats)('passes a change that $title: $name', async (one) => {
    expect(await answered(one)).toBe('passes');
  });
});
