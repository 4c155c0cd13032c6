import type { Writable } from 'node:stream';

/** A terminal, or a file or pipe that is told the same without the moving parts. */
export interface Screen {
  /** Columns that a line may take. */
  readonly width: number;
  say(...lines: string[]): void;
  /** Keeps these lines below all others and draws them again and again; only a terminal shows them. */
  footer(lines: (frame: number) => string[]): void;
  /** Removes the footer. */
  stop(): void;
}

type Output = Writable & { isTTY?: boolean; columns?: number };

const REDRAW_MS = 120;
const NARROWEST = 40;
const WIDEST = 100;

export function openScreen(output: Output, env: NodeJS.ProcessEnv = process.env): Screen {
  const width = Math.min(WIDEST, Math.max(NARROWEST, (output.isTTY ? output.columns : undefined) ?? 90));
  const isLive = output.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
  let lines: (frame: number) => string[] = () => [];
  let timer: NodeJS.Timeout | undefined;
  let drawn = 0;
  let frame = 0;

  const draw = (above: readonly string[] = []): void => {
    const erase = drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '';
    const below = timer ? lines(frame) : [];
    drawn = below.length;
    const text = [...above, ...below].map((line) => `${line}\n`).join('');
    if (erase || text) output.write(erase + text);
  };
  return {
    width,
    say: (...text) => draw(text),
    footer(next) {
      lines = next;
      if (!isLive) return;
      timer ??= setInterval(() => {
        frame += 1;
        draw();
      }, REDRAW_MS).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      draw();
    },
  };
}
