import { colorsFor, type Terminal } from '../terminal.js';
import { lines } from './lines.js';
import { live } from './live.js';
import type { Progress } from './progress.js';
import { quiet } from './quiet.js';

export type { Progress } from './progress.js';

/** A list that redraws itself on a terminal, plain lines elsewhere, nothing when quiet. */
export function progressOn({ stderr, env }: Terminal, { isQuiet }: { isQuiet: boolean }): Progress {
  if (isQuiet) return quiet;
  const colors = colorsFor(stderr, env);
  const redraws = stderr.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
  return redraws ? live(stderr, colors) : lines(stderr, colors);
}
