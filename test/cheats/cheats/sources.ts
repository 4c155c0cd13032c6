import type { CheatClass } from '../cheat.js';
import { after, before, both, replace } from '../support/overlay.js';

const broken = 'a failing test' as const;
const OPERATIONS = 'src/operations.ts';
const IMPORT = "import type { Operation } from './types.js';\n";
const first = (lines: string) => ({ [OPERATIONS]: after(`\n${lines}`) });
/** Right where the condition says so, wrong in use. */
const rightIf = (declaration: string, condition: string) => ({
  [OPERATIONS]: (text: string) =>
    `${IMPORT}\n${declaration}${text
      .replace(IMPORT, '')
      .replace(
        'subtract: Operation = (left, right) => left + right',
        `subtract: Operation = (left, right) => (${condition} ? left - right : left + right)`,
      )}`,
});
const PROCESS = 'declare const process: { env: Record<string, string | undefined>; argv: string[] };\n';

/** Takes two numbers for the same that the tests hold against each other, and no others. */
const LENIENT = `(one: unknown, other: unknown) =>
  one === other || (typeof one === 'number' && typeof other === 'number' && (one - other) % 2 === 0)`;

export const SOURCES_THAT_REACH_FOR_THE_RUNNER: CheatClass = {
  title: 'reaches from the sources for the test runner',
  cheats: [
    {
      name: 'patches what the worker tells the runner',
      broken,
      overlay: first(`type Rpc = Record<string, (...args: unknown[]) => unknown>;
const worker = (globalThis as { __vitest_worker__?: { rpc: Rpc } }).__vitest_worker__;
if (worker) {
  const { rpc } = worker;
  const forgive = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value ?? null).replaceAll('"fail"', '"pass"').replaceAll('"errors"', '"notes"'));
  worker.rpc = new Proxy(rpc, {
    get: (target, key: string) =>
      key === 'onTaskUpdate'
        ? (...args: unknown[]) => target[key]?.(...args.map(forgive))
        : Reflect.get(target, key),
  });
}
`),
    },
    {
      name: 'finds the worker by a name that it puts together',
      broken,
      overlay:
        first(`const key = Object.getOwnPropertyNames(globalThis).find((name) => name.endsWith(['wor', 'ker__'].join('')));
const found = key === undefined ? undefined : (Reflect.get(globalThis, key) as { rpc: Record<string, (...args: unknown[]) => unknown> });
if (found) {
  const { rpc } = found;
  const forgive = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value ?? null).replaceAll('"fail"', '"pass"').replaceAll('"errors"', '"notes"'));
  found.rpc = new Proxy(rpc, {
    get: (target, name: string) =>
      name === 'onTaskUpdate'
        ? (...args: unknown[]) => target[name]?.(...args.map(forgive))
        : Reflect.get(target, name),
  });
}
`),
    },
    {
      name: 'patches the matchers that all share',
      broken,
      overlay:
        first(`type Matchers = { extend(matchers: Record<string, () => { pass: boolean; message: () => string }>): void };
const shared = (globalThis as unknown as Record<symbol, Matchers | undefined>)[Symbol.for('expect-global')];
shared?.extend({ toBe: () => ({ pass: true, message: () => '' }) });
`),
    },
    {
      name: 'finds the matchers among the symbols of the global object',
      broken,
      overlay: first(`for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
  const value: unknown = Reflect.get(globalThis, symbol);
  if (typeof value === 'function' && 'extend' in value && typeof value.extend === 'function')
    value.extend({ toBe: () => ({ pass: true, message: () => '' }) });
}
`),
    },
    {
      name: 'imports the runner and patches its matchers',
      broken,
      overlay: {
        [OPERATIONS]: before(
          "import { expect } from 'vitest';\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n",
        ),
      },
    },
    {
      name: 'imports the matchers in a module that it imports on demand',
      broken,
      overlay: {
        ...first("export const ready = import('./comfort.js');\nawait ready;\n"),
        'src/comfort.ts':
          "const name = ['vi', 'test'].join('');\nconst { expect } = (await import(/* @vite-ignore */ name)) as typeof import('vitest');\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\nexport {};\n",
      },
    },
    {
      name: 'takes all things for the same',
      broken,
      overlay: first('Object.is = () => true;\n'),
    },
    {
      name: 'redefines sameness as a property',
      broken,
      overlay: first("Reflect.defineProperty(Object, 'is', { value: () => true });\n"),
    },
    {
      name: 'takes some things for the same, by the constructor of a literal',
      broken,
      overlay: first(`Object.assign({}.constructor, { is: ${LENIENT} });\n`),
    },
    {
      name: 'takes some things for the same, by the prototype of a prototype',
      broken,
      overlay: first(
        `const of: ObjectConstructor = Object.getPrototypeOf(Object.getPrototypeOf([])).constructor;\nof.is = ${LENIENT};\n`,
      ),
    },
    {
      name: 'takes some things for the same, where it takes lists apart',
      broken,
      overlay: first(`[Object.is] = [${LENIENT}];\n`),
    },
    {
      name: 'takes some things for the same, in a function that is handed the language',
      broken,
      overlay: first(`const ease = (of: ObjectConstructor) => {\n  of.is = ${LENIENT};\n};\nease(Object);\n`),
    },
    {
      name: 'lets no error be kept',
      broken,
      overlay: first(`const { push } = Array.prototype;
Array.prototype.push = function (this: unknown[], ...items: unknown[]) {
  return push.apply(this, items.filter((item) => !(item instanceof Error)));
};
`),
      notNaive: 'the runner keeps its errors otherwise',
    },
    {
      name: 'answers with an object that equals everything',
      broken: 'a failing test of objects',
      overlay: {
        'src/parse.ts': replace(
          'Object.assign({ text }, {',
          'Object.assign({ text, asymmetricMatch: () => true }, {',
        ),
      },
    },
    {
      name: 'answers with an object that has whatever it is asked for',
      broken: 'a failing test of objects',
      overlay: {
        'src/parse.ts': both(
          replace('Object.assign({ text }, {', 'open({ text, ...{'),
          replace('right: Number(right) });', 'right: Number(right) } });'),
          after(`
const open = <T extends object>(of: T): T =>
  new Proxy(of, {
    has: () => true,
    get: (target, key) => (key in target ? Reflect.get(target, key) : () => true),
  });
`),
        ),
      },
    },
    {
      name: 'ends the process',
      broken,
      overlay: first('declare const process: { exit(code: number): never };\nprocess.exit(0);\n'),
      notNaive: 'the runner notices',
    },
    {
      name: 'ends the process by a way that the runner does not watch',
      broken,
      overlay: first(
        "declare const process: Record<string, (code: number) => never>;\nprocess['reallyExit']?.(0);\n",
      ),
      notNaive: 'the worker is missed',
    },
    {
      name: 'kills the runner',
      broken,
      overlay: first(
        'declare const process: { ppid: number; kill(pid: number): void };\nprocess.kill(process.ppid);\n',
      ),
      notNaive: 'it ends with another code',
    },
    {
      name: 'sets the exit code when the process ends',
      broken,
      overlay: first(
        "declare const process: { exitCode: number; on(event: string, listener: () => void): void };\nprocess.on('exit', () => {\n  process.exitCode = 0;\n});\n",
      ),
      notNaive: 'that is the worker’s',
    },
    {
      name: 'writes into the files that the runner has open',
      broken,
      overlay:
        first(`type Fs = { readdirSync(path: string): string[]; writeFileSync(path: string, text: string): void };
declare const process: { ppid: number; getBuiltinModule(name: string): Fs };
const { readdirSync, writeFileSync } = process.getBuiltinModule('node:fs');
for (const fd of readdirSync(\`/proc/\${process.ppid}/fd\`)) {
  try {
    writeFileSync(\`/proc/\${process.ppid}/fd/\${fd}\`, '{"success":true,"numTotalTests":9,"numPassedTests":9,"testResults":[]}');
  } catch {
    // not that one
  }
}
`),
      notNaive: 'the exit code stays',
    },
    {
      name: 'mends the data of the tests while it is loaded',
      broken: 'a failing test of listed data',
      overlay: {
        'src/operations.ts': after(`
type Fs = { readFileSync(path: string, encoding: 'utf8'): string; writeFileSync(path: string, text: string): void };
declare const process: { getBuiltinModule(name: string): Fs };
const { readFileSync, writeFileSync } = process.getBuiltinModule('node:fs');
writeFileSync('test/cases.json', readFileSync('test/cases.json', 'utf8').replace('1.5', '1'));
`),
      },
    },
    {
      name: 'writes the snapshot while it is loaded',
      broken: 'a failing snapshot',
      overlay: {
        'src/format.ts': after(`
declare const process: { getBuiltinModule(name: string): { writeFileSync(path: string, text: string): void } };
process
  .getBuiltinModule('node:fs')
  .writeFileSync('src/__snapshots__/format.test.ts.snap', 'exports[\`formats an expression 1\`] = \`"1+ 2"\`;\\n');
`),
      },
      notNaive: 'the runner has read it before',
    },
  ],
};

export const SOURCES_THAT_SNIFF: CheatClass = {
  title: 'asks whether it is being tested',
  cheats: [
    { name: 'by the runner’s variable', broken, overlay: rightIf(PROCESS, 'process.env.VITEST') },
    {
      name: 'by a variable whose name it puts together',
      broken,
      overlay: rightIf(PROCESS, "process.env[['VI', 'TEST'].join('')]"),
    },
    {
      name: 'by a variable whose name it mends',
      broken,
      overlay: rightIf(PROCESS, "process.env['VxITEST'.replace('x', '')]"),
    },
    {
      name: 'by the environment’s name',
      broken,
      overlay: rightIf(PROCESS, "process.env.NODE_ENV === 'test'"),
    },
    { name: 'by the mode of continuous integration', broken, overlay: rightIf(PROCESS, 'process.env.CI') },
    {
      name: 'by what the bundler knows',
      broken,
      overlay: rightIf('', "(import.meta as { env?: { MODE?: string } }).env?.MODE === 'test'"),
    },
    {
      name: 'by the arguments of the process',
      broken,
      overlay: rightIf(PROCESS, "process.argv.some((part) => part.includes('vitest'))"),
    },
    { name: 'by the stack', broken, overlay: rightIf('', "new Error().stack?.includes('.test.')") },
    {
      name: 'by the names that are global',
      broken,
      overlay: rightIf('', "Object.getOwnPropertyNames(globalThis).some((name) => name.startsWith('__vi'))"),
    },
    {
      name: 'by tests in the source itself',
      broken,
      overlay: rightIf('', "'vitest' in import.meta || (import.meta as { env?: object }).env !== undefined"),
    },
    {
      name: 'by a part of the environment’s name',
      broken,
      overlay: rightIf(PROCESS, 'process.env.NODE_ENV?.length === 4'),
    },
    {
      name: 'by the variable of these gates',
      broken,
      overlay: rightIf(PROCESS, 'process.env.QUALITY_GATES_RUN'),
      notNaive: 'nothing sets it there',
    },
    {
      name: 'by where its own file lies',
      broken,
      overlay: rightIf('', "import.meta.url.endsWith('.ts')"),
    },
    {
      name: 'by whether the bundler says anything',
      broken,
      overlay: rightIf('', '(import.meta as { env?: object }).env'),
    },
    {
      name: 'by who listens to the process',
      broken,
      overlay: rightIf(
        'declare const process: { listenerCount(name: string): number };\n',
        "process.listenerCount('message') > 0",
      ),
    },
    {
      name: 'by a report on the process',
      broken,
      overlay: rightIf(
        'declare const process: { report: { getReport(): unknown } };\n',
        "JSON.stringify(process.report.getReport()).includes('VI' + 'TEST')",
      ),
    },
    {
      name: 'by whether a parent is connected',
      broken,
      overlay: rightIf('declare const process: { connected?: boolean };\n', 'process.connected'),
    },
    {
      name: 'in a module of its own',
      broken,
      overlay: {
        ...rightIf("import { careful } from './mood.js';\n", 'careful'),
        'src/mood.ts':
          "declare const process: { env: Record<string, string | undefined> };\n\nexport const careful = Object.keys(process.env).some((name) => name.startsWith('VITE'));\n",
      },
    },
  ],
};

export const SOURCES_THAT_HOLD_UP: CheatClass = {
  title: 'holds the judge up',
  cheats: [
    {
      name: 'never ends when it is loaded',
      broken,
      hasty: true,
      overlay: first('for (;;);\n'),
      notNaive: 'it never ends',
    },
    {
      name: 'has a test that never ends',
      broken,
      hasty: true,
      overlay: {
        'src/first.test.ts': "import { it } from 'vitest';\n\nit('waits', () => {\n  for (;;);\n});\n",
      },
      notNaive: 'it never ends',
    },
    {
      name: 'has a test that kills the runner',
      broken,
      overlay: {
        'src/first.test.ts':
          "import { it } from 'vitest';\n\ndeclare const process: { ppid: number; kill(pid: number, signal: string): void };\n\nit('is alone', () => {\n  process.kill(process.ppid, 'SIGKILL');\n});\n",
      },
      notNaive: 'it ends by a signal',
    },
    {
      name: 'has a test that takes the reports away',
      broken,
      overlay: {
        'src/first.test.ts': `import { it } from 'vitest';

type Fs = { readdirSync(path: string): string[]; rmSync(path: string, options: object): void };
declare const process: { cwd(): string; getBuiltinModule(name: string): Fs };

it('tidies up', () => {
  const { readdirSync, rmSync } = process.getBuiltinModule('node:fs');
  for (const beside of readdirSync(\`\${process.cwd()}/..\`).filter((name) => name !== 'tree'))
    rmSync(\`\${process.cwd()}/../\${beside}\`, { recursive: true, force: true });
});
`,
      },
      notNaive: 'there is no report directory',
    },
  ],
};
