import picocolors from 'picocolors';
import { memoryTerminal } from '../testing/memory-terminal.js';
import { INTEGRITY } from '../testing/verdicts.js';
import { live, type Clock } from './live.js';

const checkId = 'e'.repeat(64);

/** What a terminal shows after all of this was written to it. */
function shown(written: string): string[] {
  let screen: string[] = [''];
  // oxlint-disable-next-line no-control-regex -- escape sequences are what this reads
  for (const [token] of written.matchAll(/\u001b\[(?:\d+A|0J)|\n|[^\n\u001b]+/g)) {
    const up = /^\[(\d+)A$/.exec(token.slice(1))?.[1];
    if (up) screen = [...screen.slice(0, screen.length - 1 - Number(up)), ''];
    else if (token === '\n') screen.push('');
    else if (!token.startsWith('\u001b')) screen[screen.length - 1] += token;
  }
  return screen.slice(0, -1);
}

function rig() {
  const screen = memoryTerminal({ isTTY: true });
  let now = 0;
  let tick: (() => void) | undefined;
  const clock: Clock = {
    now: () => now,
    every: (_ms, action) => {
      tick = action;
      return () => (tick = undefined);
    },
  };
  const progress = live(screen.terminal.stderr, picocolors.createColors(false), clock);
  return {
    progress,
    lines: () => shown(screen.stderr()),
    isTicking: () => tick !== undefined,
    pass(ms: number) {
      now += ms;
      tick?.();
    },
  };
}

it('redraws the list of gates in place as they run and end', () => {
  const { progress, lines, pass } = rig();
  progress.onEvent({ type: 'started', checkId, gates: ['integrity', 'lint', 'test'] });
  progress.onEvent({ type: 'gate-finished', checkId, result: INTEGRITY });
  progress.onEvent({ type: 'gate-started', checkId, gate: 'lint', tool: 'eslint 9' });
  pass(1500);
  expect(lines()).toEqual([
    '⠙ checking 1.5 s',
    '  ✔ integrity  passed, 40 ms',
    '  ⠙ lint       eslint 9, 1.5 s',
    '  · test',
  ]);
});

it('leaves nothing but its notes behind when it stops, and ticks no more', () => {
  const { progress, lines, isTicking } = rig();
  progress.onEvent({ type: 'started', checkId, gates: ['lint'] });
  progress.note('warning: no sandbox');
  progress.stop();
  expect(lines()).toEqual(['warning: no sandbox']);
  expect(isTicking()).toBe(false);
});

it('draws no line that would wrap', () => {
  const { progress, lines } = rig();
  progress.onEvent({ type: 'gate-started', checkId, gate: 'lint', tool: 'x'.repeat(200) });
  expect(Math.max(...lines().map((line) => line.length))).toBeLessThan(80);
});

it('starts the list again when the check does', () => {
  const { progress, lines } = rig();
  progress.onEvent({ type: 'started', checkId, gates: ['lint'] });
  progress.onEvent({ type: 'reset', checkId });
  expect(lines()).toHaveLength(1);
});
