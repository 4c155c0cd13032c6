import { RESIDUAL } from './residual.js';
import { ahead, openCourt, type Court } from './support/court.js';
import { reasonOf, tableIn } from './support/table.js';

const ONE_MS = 5 * 60_000;

let court: Court;
beforeAll(async () => {
  court = await openCourt();
});
afterAll(() => court[Symbol.asyncDispose]());

const judged = ahead(RESIDUAL, (change) => court.judge(change, 'post-commit'));

describe('what gets past the gates', () => {
  // One that is refused some day is no risk any more: it belongs to the cheats.
  it.each(RESIDUAL)(
    'a change that $name',
    async (change) => {
      expect(reasonOf(await judged(change))).toBe('approved');
    },
    ONE_MS,
  );

  it('stands in docs/integrity.md, with what would stop it', () => {
    const rows = RESIDUAL.map(({ name, stoppedBy }) => [name, stoppedBy]);
    expect(tableIn('residual', ['a change that', 'is stopped by'], rows)).toEqual(rows);
  });
});
