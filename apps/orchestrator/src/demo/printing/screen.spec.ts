import { PassThrough } from 'node:stream';
import { openScreen } from './screen.js';

const draws = { now: () => ['a check runs'] };

function output(shape: { isTTY?: boolean; columns?: number } = {}) {
  const stream = Object.assign(new PassThrough(), shape);
  return { stream, written: () => String(stream.read() ?? '') };
}

describe('the screen', () => {
  it('draws the footer of a terminal below what is said, and takes it away at the end', () => {
    const { stream, written } = output({ isTTY: true, columns: 80 });
    const screen = openScreen(stream, {});
    screen.footer(draws.now);
    screen.say('one');
    expect(written()).toBe('one\na check runs\n');
    screen.say('two');
    expect(written()).toBe('\u001b[1A\u001b[0Jtwo\na check runs\n');
    screen.stop();
    expect(written()).toBe('\u001b[1A\u001b[0J');
    screen.say('three');
    expect(written()).toBe('three\n');
  });

  it.each([
    ['a pipe', {}, {}],
    ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
    ['continuous integration', { isTTY: true }, { CI: 'true' }],
  ])('gives %s plain lines only', (_, shape, env) => {
    const { stream, written } = output(shape);
    const screen = openScreen(stream, env);
    screen.footer(draws.now);
    screen.say('one');
    screen.stop();
    expect(written()).toBe('one\n');
  });

  it.each([
    [20, 40],
    [80, 80],
    [300, 100],
  ])('takes of %d columns %d', (columns, width) => {
    expect(openScreen(output({ isTTY: true, columns }).stream, {}).width).toBe(width);
  });
});
