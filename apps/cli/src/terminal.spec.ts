import { memoryTerminal } from './testing/memory-terminal.js';
import { colorsFor } from './terminal.js';

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
])('on a terminal: %s, with %j → colours: %s', (isTTY, env, expected) => {
  const { stdout } = memoryTerminal({ isTTY }).terminal;
  expect(colorsFor(stdout, env).isColorSupported).toBe(expected);
});
