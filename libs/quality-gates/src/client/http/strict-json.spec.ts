import { strictJson } from './strict-json.js';

const read = (text: string | Uint8Array): unknown => strictJson(Buffer.from(text));

test.each([
  '{"a":[1,{"a":"}\\"]"}],"b":"a\\\\"}',
  ' [] ',
  '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
  '"a:b"',
  'null',
])('reads %s as JSON.parse does', (text) => {
  expect(read(text)).toEqual({ kind: 'json', json: JSON.parse(text) });
});

test('takes every beginning of an answer for cut, none for JSON', () => {
  const whole = Buffer.from('{"a":[true,null,-1.5e3],"ü":"€ \\" \\u20ac"}');
  for (let length = 0; length < whole.length; length += 1) {
    expect(read(whole.subarray(0, length))).toEqual({ kind: 'cut' });
  }
  expect(read(whole)).toMatchObject({ kind: 'json' });
});

test.each<[string, string | Uint8Array, string]>([
  ['a page', '<html></html>', 'not JSON'],
  ['a mark in front', '\ufeff{}', 'not JSON'],
  ['a number that is none', '{"a":NaN}', 'not JSON'],
  ['a comma too many', '{"a":1,}', 'not JSON'],
  ['two answers', '{}{}', 'not JSON'],
  ['a bracket too many', '{}}', 'not JSON'],
  ['half a character in the middle', new Uint8Array([0x22, 0xc3, 0x22]), 'not UTF-8'],
  ['an overlong character', new Uint8Array([0x22, 0xc0, 0xaf, 0x22]), 'not UTF-8'],
  ['a name that is said twice', '{"outcome":1,"x":{},"outcome" : 2}', 'a name twice'],
  ['a name that is spelt in two ways', '{"a":1,"\\u0061":2}', 'a name twice'],
  ['a nest without end', `${'['.repeat(101)}${']'.repeat(101)}`, 'nested too deeply'],
  ['a nest that is cut', '['.repeat(5_000_000), 'nested too deeply'],
])('refuses %s', (_, bytes, what) => {
  expect(read(bytes)).toEqual({ kind: 'invalid', what: expect.stringContaining(what) });
});
