import { describe, expect, it } from '@jest/globals';
import picomatch from 'picomatch';
import { layCandidate } from '../../../../test/support/gate-rig.js';
import { coverageDefaults } from './coverage-defaults.js';

async function excluded() {
  const rig = await layCandidate({});
  await rig.dispose();
  return coverageDefaults(rig.base, undefined).exclude;
}

describe('what does not count as source by default', () => {
  it('is never the whole tree, which some tools glob as ./', async () => {
    const folders = (await excluded())
      .filter((glob) => glob.endsWith('/**'))
      .map((glob) => glob.slice(0, -3));
    expect(folders.length).toBeGreaterThan(0);
    expect(folders.filter((glob) => picomatch(glob, { dot: true })('./'))).toEqual([]);
  });

  it.each([
    ['.github/script.ts', true],
    ['src/.cache/a.ts', true],
    ['src/a.test.ts', true],
    ['dist/a.js', true],
    ['src/a.ts', false],
    ['src/deep/er/a.ts', false],
  ])('%s: %s', async (file, expected) => {
    expect(picomatch(await excluded(), { dot: true })(file)).toBe(expected);
  });
});
