import { wrap } from './wrap.js';

describe('wrapping', () => {
  it.each([
    ['leaves a line that fits', 'as it is', 8, ['as it is']],
    ['breaks at spaces and indents what follows', '  one two three', 10, ['  one two', '    three']],
    ['breaks a word that is too long', 'abcdefghij', 6, ['abcdef', '  ghij']],
    ['keeps nothing as nothing', '', 5, ['']],
  ])('%s', (_, line, width, parts) => {
    expect(wrap(line, width)).toEqual(parts);
  });

  it('loses no word and makes no line too wide', () => {
    const text = '    a message of many words, some of them extraordinarily-long-and-without-a-break indeed';
    for (let width = 12; width < 90; width++) {
      const parts = wrap(text, width);
      expect(parts.every((part) => part.length <= width)).toBe(true);
      expect(parts.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });
});
