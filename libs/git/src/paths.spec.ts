import fc from 'fast-check';
import { decodePath, encodePath } from './paths.js';

describe('paths', () => {
  it('carries any bytes through a string without loss', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect([...encodePath(decodePath(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it('leaves well-formed text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        expect(decodePath(Buffer.from(text))).toBe(text);
        expect(encodePath(text).toString()).toBe(text);
      }),
    );
  });

  it('gives different bytes different strings', () => {
    expect(decodePath(Buffer.from([0x61, 0xff]))).toBe('a\udcff');
    expect(decodePath(Buffer.from([0x61, 0xfe]))).toBe('a\udcfe');
  });

  it('refuses a surrogate that stands for no byte', () => {
    expect(() => encodePath('a\ud800')).toThrow(/lone surrogate/);
  });
});
