import { parse } from 'shell-quote';

const RUNNERS = new Set(['npx', 'pnpm', 'yarn', 'exec', 'cross-env', 'bunx']);

/**
 * The arguments with which an npm script calls a program, where it calls it plainly: `eslint src --ext .ts`,
 * also behind `npx`, variable assignments, or as one part of `a && b`. Anything that would need a shell to be
 * understood (variables, substitutions, redirections inside the call) is no plain call.
 */
export function argumentsOf(program: string, script: string): string[] | undefined {
  for (const call of plainCalls(script)) {
    const start = call.findIndex((word) => !RUNNERS.has(word) && !/^[A-Za-z_]\w*=/.test(word));
    if (start >= 0 && call[start] === program) return call.slice(start + 1);
  }
  return undefined;
}

function plainCalls(script: string): string[][] {
  const calls: string[][] = [[]];
  for (const token of parse(script, (name) => ({ op: `$${name}` }))) {
    if (typeof token === 'string') calls.at(-1)?.push(token);
    else if ('op' in token && token.op === 'glob' && 'pattern' in token) calls.at(-1)?.push(token.pattern);
    else if ('comment' in token) break;
    else calls.push([]);
  }
  return calls.filter((call) => call.length > 0);
}
