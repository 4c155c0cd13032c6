import picocolors from 'picocolors';
import { REJECTED } from '../testing/verdicts.js';
import { agent } from './agent.js';

it('tells an agent what to mend, without colours, ending with one line break', () => {
  const text = agent(REJECTED, { colors: picocolors.createColors(true), width: 80 });
  expect(text).toMatch(/^REJECTED/);
  expect(text).toContain('no-unused-vars');
  expect(text).not.toContain('\u001b');
  expect(text).toMatch(/[^\n]\n$/);
});
