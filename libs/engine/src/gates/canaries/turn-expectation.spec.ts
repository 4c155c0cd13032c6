import { describe, expect, it } from '@jest/globals';
import { drawCanaries } from './draw-canaries.js';
import { textsWith } from './canary.js';

const HEAD = "import { expect, it } from 'vitest';\nimport assert from 'node:assert';\n";
const FIRST = () => 0;

/** What becomes of the body of a test that passed; nothing where it is left as it is. */
function turned(body: string, head = HEAD, around = (inner: string) => `it('t', async () => {${inner}});`) {
  const file = { path: 'a.test.ts', text: `${head}${around(body)}` };
  const ran = { file: file.path, title: 't', name: 't', status: 'passed' as const, messages: [] };
  const canaries = drawCanaries([file], { tests: [ran] }, FIRST).filter(({ title }) => title === 't');
  const [text] = textsWith(canaries, [file]).values();
  return text?.slice(head.length).replaceAll(/Symbol\("[a-z ]*"\)/g, 'WRONG');
}
const whole = (body: string) => `it('t', async () => {${body}});`;

describe('turning an expectation', () => {
  it.each([
    ['expect(a).toBe(1);', 'expect([a, WRONG][1]).toBe(1);'],
    ['expect(a).not.toBe(1);', 'expect(a).toBe(1);'],
    ['expect(a, "why").toEqual([1]);', 'expect(a, "why").toEqual([[1], WRONG][1]);'],
    ['expect(a).toEqual(b);', 'expect(a).toEqual([b, WRONG][1]);'],
    ['await expect(p).resolves.toStrictEqual(b);', 'await expect(p).resolves.toStrictEqual([b, WRONG][1]);'],
    ['expect(a).toEqual(...b);', 'expect(a).not.toEqual(...b);'],
    ['expect(() => f()).toThrow(Error);', 'expect([() => f(), () => {}][1]).toThrow(Error);'],
    ['await expect(p).resolves.toBe(1);', 'await expect(p).resolves.not.toBe(1);'],
    ['await expect(p).rejects.not.toBe(1);', 'await expect(p).rejects.toBe(1);'],
    ['return expect(p).resolves.toBe(1);', 'return expect(p).resolves.not.toBe(1);'],
    ['expect(a).toBeTypeOf("string");', 'expect(a).not.toBeTypeOf("string");'],
    ['expect(a).to.equal(1);', 'expect([a, WRONG][1]).to.equal(1);'],
    ['expect(a).to.be.true;', 'expect(a).not.to.be.true;'],
    ['expect(a).to.not.deep.equal(b);', 'expect(a).to.deep.equal(b);'],
    ['assert.equal(a, 1);', 'assert.equal([a, WRONG][1], 1);'],
    ['assert.notDeepStrictEqual(a, b);', 'assert.deepStrictEqual(a, b);'],
    ['assert(a);', 'assert([a, false][1]);'],
    ['assert.ok(a, "why");', 'assert.ok([a, false][1], "why");'],
    ['if (x) { f(); } expect(a).toBe(1);', 'if (x) { f(); } expect([a, WRONG][1]).toBe(1);'],
  ])('%s', (body, result) => {
    expect(turned(body)).toBe(whole(result));
  });

  it.each([
    ['that nobody waits for', 'expect(p).resolves.toBe(1);'],
    ['behind a way out', 'if (x) return; expect(a).toBe(1);'],
    ['in a loop', 'for (const a of list) expect(a).toBe(1);'],
    ['in a condition', 'if (x) expect(a).toBe(1);'],
    ['that is caught', 'try { expect(a).toBe(1); } catch {}'],
    ['in an inner function', 'list.forEach((a) => expect(a).toBe(1));'],
    ['of a snapshot', 'expect(a).toMatchSnapshot();'],
    ['that is soft', 'expect.soft(a).toBe(1);'],
    ['that is polled', 'await expect.poll(() => a).toBe(1);'],
    ['by a matcher of the project', 'expect(a).toBeWithin(1, 2);'],
    ['that may not be made', 'x && expect(a).toBe(1);'],
    ['of what nobody knows', 'check(a).toBe(1);'],
  ])('leaves one alone %s', (_, body) => {
    expect(turned(body)).toBeUndefined();
  });

  it.each([
    ['skipped', (inner: string) => `it.skip('t', () => {${inner}});`],
    ['meant to fail', (inner: string) => `it.fails('t', () => {${inner}});`],
    ['made of a table', (inner: string) => `it.each([1])('t', () => {${inner}});`],
    ['given options', (inner: string) => `it('t', { fails: true }, () => {${inner}});`],
    ['wrapped', (inner: string) => `it('t', wrapped(() => {${inner}}));`],
    ['written twice', (inner: string) => `it('t', () => {${inner}}); it('t', () => {});`],
    ['under a condition', (inner: string) => `if (x) it('t', () => {${inner}});`],
  ])('leaves a test alone that is %s', (_, around) => {
    expect(turned('expect(1).toBe(1);', HEAD, around)).toBeUndefined();
  });

  it('leaves expectations of a helper alone that goes by the name of expect', () => {
    expect(
      turned('expect(1).toBe(1);', "import { it } from 'vitest';\nimport { expect } from './helpers.js';\n"),
    ).toBeUndefined();
  });

  it('turns what is global, and what Chai gives', () => {
    expect(turned('expect(a).toBe(1);', '')).toBeDefined();
    expect(turned('assert.equal(a, 1);', "const { assert } = require('chai');\n")).toBeDefined();
    expect(turned('assert.equal(a, 1);', '')).toBeUndefined();
  });
});
