import { parse } from 'shell-quote';

/** One plain call of a program by a script. */
export interface Call {
  program: string;
  args: string[];
}

const RUNNERS = new Set(['npx', 'pnpm', 'yarn', 'exec', 'cross-env', 'bunx']);
const PACKAGE_MANAGERS = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const MAX_STEPS = 200;

/**
 * The arguments with which an npm script calls a program, where it calls it plainly: `eslint src --ext .ts`,
 * also behind `npx`, variable assignments, or as one part of `a && b`. Anything that would need a shell to be
 * understood (variables, substitutions, redirections inside the call) is no plain call.
 */
export function argumentsOf(program: string, script: string): string[] | undefined {
  return plainCalls(script)
    .map((words) => callOf(words))
    .find((call) => call?.program === program)?.args;
}

/**
 * What a script of the manifest does, call by call: the scripts that npm runs before and after it and those that
 * it runs itself (`npm run other`) stand in their places.
 */
export function stepsOf(scripts: Readonly<Record<string, string>>, name: string): Call[] {
  const steps: Call[] = [];
  const running = new Set<string>();
  const run = (script: string) => {
    if (running.has(script)) return;
    running.add(script);
    for (const words of [`pre${script}`, script, `post${script}`].flatMap((each) =>
      plainCalls(scripts[each] ?? ''),
    )) {
      if (steps.length >= MAX_STEPS) return;
      const other = scriptCalled(words, scripts);
      const call = callOf(words);
      if (other !== undefined) run(other);
      else if (call) steps.push(call);
    }
    running.delete(script);
  };
  run(name);
  return steps;
}

function callOf(words: readonly string[]): Call | undefined {
  const start = words.findIndex((word) => !RUNNERS.has(word) && !isAssignment(word));
  const program = words[start];
  return program === undefined ? undefined : { program, args: words.slice(start + 1) };
}

/** `npm run build`, `pnpm build`, `yarn run -s build`: the script that is meant. */
function scriptCalled(
  words: readonly string[],
  scripts: Readonly<Record<string, string>>,
): string | undefined {
  const [manager, ...rest] = words.filter((word) => !isAssignment(word) && !/^--?\w/.test(word));
  if (manager === undefined || !PACKAGE_MANAGERS.has(manager)) return undefined;
  const name = rest[0] === 'run' || rest[0] === 'run-script' ? rest[1] : rest[0];
  return name !== undefined && Object.hasOwn(scripts, name) ? name : undefined;
}

const isAssignment = (word: string) => /^[A-Za-z_]\w*=/.test(word);

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
