import { describe, expect, it } from '@jest/globals';
import { hasRuntimeCode } from './runtime-code.js';

describe('runtime code', () => {
  it.each([
    ['', 'nothing'],
    ['// only a comment\n/* export const a = 1; */\n', 'comments'],
    [
      '/** Doc. */\nexport interface A {\n  b: { c: string };\n  d(): void;\n}\nexport type B = A | "x;y" | {\n  z: 1;\n};\n',
      'types',
    ],
    [
      'export type Long =\n  | "a"\n  | "b"\nexport type Next<T> = T extends string ? { a: T } : never\n',
      'types without semicolons',
    ],
    [
      "import type { A } from './a.js';\nimport { b, type C } from './b.js';\nexport { b };\nexport type { A, C };\nexport * from './c.js';\nexport * as d from './d.js'\n",
      'a barrel',
    ],
    [
      'declare global {\n  interface Window { a: 1 }\n}\ndeclare const version: string;\nexport {};\n',
      'declarations',
    ],
    ["#!/usr/bin/env node\n'use strict';\nimport './effects.js';\n", 'imports'],
  ])('is not in %j (%s)', (text) => {
    expect(hasRuntimeCode(text)).toBe(false);
  });

  it.each([
    'export const a = 1;',
    'export type A = 1;\nexport const a = 1;',
    'interface A { b: 1 }\nfunction f() {}',
    'export enum Color { Red }',
    'export class A {}',
    'export default {};',
    "import { a } from './a.js';\na();",
    "const type = 'x';\n",
    "import('./a.js');",
    "export type A = '//';\nrun();",
    'type A = 1\nconst b = 2',
    'export type A = { a: 1 }\nexport const b = 2',
    'type = 5;',
  ])('is in %j', (text) => {
    expect(hasRuntimeCode(text)).toBe(true);
  });
});
