import { Writable } from 'node:stream';
import type { Terminal } from '../terminal.js';

/** A terminal whose two streams are kept as text. */
export function memoryTerminal(
  more: Partial<Pick<Terminal, 'env' | 'directory'>> & { isTTY?: boolean } = {},
) {
  const { isTTY = false, env = {}, directory = process.cwd() } = more;
  const stream = (parts: string[]): Terminal['stdout'] =>
    Object.assign(
      new Writable({
        decodeStrings: false,
        write(chunk: unknown, _encoding, done) {
          parts.push(String(chunk));
          done();
        },
      }),
      { isTTY, columns: 80 },
    );
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = { stdout: stream(out), stderr: stream(err), env, directory };
  return { terminal, stdout: () => out.join(''), stderr: () => err.join('') };
}
