import { duration, evidenceInWords, firstSentence, metricsInWords } from './words.js';

it.each([
  ['files-linted', 42, '42 files linted'],
  ['files-linted', 1, '1 file linted'],
  ['tests-passed', 1, '1 test passed'],
  ['entries-read', 1, '1 entry read'],
  ['statements', 12_345, '12,345 statements'],
])('says evidence %s × %i as %s', (kind, count, words) => {
  expect(evidenceInWords({ kind, count })).toBe(words);
});

it.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [3240, '3.2 s'],
  [59_949, '59.9 s'],
  [59_960, '1 m 00 s'],
  [125_000, '2 m 05 s'],
])('says %d ms as %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

it('says shares and leaves counts to the evidence', () => {
  expect(metricsInWords({ linesPct: 100, changedLinesPct: 84.96, linesTotal: 12 })).toEqual([
    'lines 100 %',
    'changed lines 84.9 %',
  ]);
});

it.each([
  ['The base has no quality-gates.yaml. Add it.', 'The base has no quality-gates.yaml.'],
  ['no dot', 'no dot'],
])('keeps the first sentence of %j', (text, first) => {
  expect(firstSentence(text)).toBe(first);
});
