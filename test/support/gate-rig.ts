import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stage } from '@quality-gates/contract';
import { z } from 'zod';
import type { Elsewhere, GateContext, Layout } from '../../libs/engine/src/gates/gate.js';
import type { Policy } from '../../libs/engine/src/policy/policy.js';
import type { Project } from '../../libs/engine/src/policy/project.js';
import { parseManifest } from '../../libs/engine/src/policy/project-of-tree.js';
import { scriptArguments } from '../../libs/engine/src/policy/judging-scripts.js';
import type { Command } from '../../libs/engine/src/process/command.js';
import type { ProcessEnd } from '../../libs/engine/src/process/process-end.js';
import type { ResolvedTool, Tool, ToolSetup } from '../../libs/engine/src/tools/tool.js';
import { sealFiles } from '../../libs/engine/src/workspace/seal.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const Package = z.object({
  version: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});

/** What an edit makes of a file; `null` deletes it. */
export type Edits = Readonly<Record<string, string | null>>;

export interface RigOptions {
  /** A folder of test/fixtures. */
  fixture?: string;
  /** Edits that make the base. */
  base?: Edits;
  /** Edits that make the candidate of the base. */
  candidate?: Edits;
  stage?: Stage;
  policy?: Partial<Policy>;
  /** Files that lie in the reports directory before anything ran. */
  leftOver?: Readonly<Record<string, string>>;
  /** What the same run did on the base, where that is known. */
  ofBase?: GateContext['ofBase'];
  /** In the place of running a command; falls back to running it where it gives nothing. */
  intercept?: (command: Command) => ProcessEnd | undefined;
}

/** One candidate laid out in a temporary directory, with the real tools of this workspace beside it. */
export interface GateRig {
  readonly base: Project;
  readonly commands: readonly Command[];
  /** What a gate needs to judge the candidate by this tool. */
  context(tool: Tool): Promise<GateContext>;
  /** How the base sets the tool up; throws where it does not. */
  setup(tool: Tool): Promise<ToolSetup>;
  dispose(): Promise<void>;
}

export async function layCandidate(options: RigOptions = {}): Promise<GateRig> {
  const { base: baseEdits = {}, candidate: edits = {}, stage = 'post-commit', leftOver = {} } = options;
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'gate-rig-')));
  const directory = path.join(home, 'tree');
  const reports = path.join(home, 'reports');
  await mkdir(reports);
  for (const [file, text] of Object.entries(leftOver)) await write(path.join(reports, file), text);

  const before = applied(
    await textsOf(path.join(ROOT, 'test/fixtures', options.fixture ?? 'calculator')),
    baseEdits,
  );
  const after = applied(before, edits);
  for (const [file, text] of after) await write(path.join(directory, file), text);
  await linkPackages(directory, before);

  const commands: Command[] = [];
  const base = projectOf(before);
  return {
    base,
    commands,
    async setup(tool) {
      const setup = await tool.detect(base);
      if (!setup) throw new Error(`The base of this rig does not use ${tool.name}.`);
      return setup;
    },
    async context(tool) {
      const files = new Set(after.keys());
      return {
        place: { directory, reports, files },
        touched: await sealFiles(directory, files),
        tool: await resolve(tool),
        policy: { ...POLICY, ...options.policy },
        stage,
        change: changeOf(before, after),
        run(command) {
          commands.push(command);
          return Promise.resolve(options.intercept?.(command) ?? run(command, directory, home));
        },
        readCandidate: (file) => Promise.resolve(after.get(file)),
        readBase: (file) => Promise.resolve(before.get(file)),
        ...(options.ofBase && { ofBase: options.ofBase }),
        elsewhere: (layout) => layElsewhere(before, after, layout),
      };
    },
    dispose: () => rm(home, { recursive: true, force: true }),
  };
}

/** The trees of a rig laid out otherwise, in a temporary directory of their own. */
async function layElsewhere(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  { of, otherSide = [], texts = new Map() }: Layout,
): Promise<Elsewhere> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'gate-rig-')));
  const directory = path.join(home, 'tree');
  const reports = path.join(home, 'reports');
  await mkdir(reports);
  const [own, other] = of === 'candidate' ? [after, before] : [before, after];
  const edits = Object.fromEntries(otherSide.map((file) => [file, other.get(file) ?? null]));
  const laid = applied(applied(own, edits), Object.fromEntries(texts));
  for (const [file, text] of laid) await write(path.join(directory, file), text);
  await linkPackages(directory, before);
  return {
    place: { directory, reports, files: new Set(laid.keys()) },
    run: (command) => run(command, directory, home),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

const POLICY: Policy = {
  stages: { 'pre-commit': ['test'], 'post-commit': ['test'] },
  explicit: new Set(),
  off: new Set(),
  integrity: { protect: [], rules: {} },
  typecheck: {},
  lint: { maxWarnings: 0 },
  coverage: { lines: 85 },
  build: { load: true },
  limits: { timeoutMs: 60_000, outputBytes: 1_000_000 },
  timeouts: {},
};

async function textsOf(directory: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(directory, file);
    if (entry.isFile() && !relative.split(path.sep).includes('node_modules'))
      texts.set(relative, await readFile(file, 'utf8'));
  }
  return texts;
}

function applied(texts: ReadonlyMap<string, string>, edits: Edits): Map<string, string> {
  const result = new Map(texts);
  for (const [file, text] of Object.entries(edits)) {
    if (text === null) result.delete(file);
    else result.set(file, text);
  }
  return result;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** An own node_modules whose entries lead to this workspace's, so that caches of the tools stay in the rig. */
async function linkPackages(directory: string, before: ReadonlyMap<string, string>): Promise<void> {
  const { dependencies, devDependencies } = parseManifest(before.get('package.json'));
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const link = path.join(directory, 'node_modules', name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules', name), link);
  }
}

function projectOf(texts: ReadonlyMap<string, string>): Project {
  const manifest = parseManifest(texts.get('package.json'));
  const { dependencies, devDependencies } = manifest;
  return {
    files: new Set(texts.keys()),
    manifest,
    read: (file) => Promise.resolve(texts.get(file)),
    dependsOn: (name) => name in { ...dependencies, ...devDependencies },
    scriptArguments: (program) => scriptArguments(manifest, program),
  };
}

async function resolve(tool: Tool): Promise<ResolvedTool> {
  const packageDirectory = path.join(ROOT, 'node_modules', tool.package);
  const { version, bin } = Package.parse(
    JSON.parse(await readFile(path.join(packageDirectory, 'package.json'), 'utf8')),
  );
  const binary = path.join(packageDirectory, typeof bin === 'string' ? bin : (bin?.[tool.bin] ?? ''));
  return {
    name: tool.name,
    version,
    packageDirectory,
    command: (args, env) => ({ file: process.execPath, args: [binary, ...args], env }),
  };
}

function changeOf(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): GateContext['change'] {
  const changed = [...after.keys()].filter((file) => after.get(file) !== before.get(file));
  const lines = new Map(
    changed.map((file) => {
      const old = new Set((before.get(file) ?? '').split('\n'));
      const rows = (after.get(file) ?? '')
        .split('\n')
        .flatMap((line, index) => (old.has(line) ? [] : [index + 1]));
      return [file, new Set(rows)];
    }),
  );
  return {
    changed,
    deleted: [...before.keys()].filter((file) => !after.has(file)),
    renamed: new Map(
      [...before]
        .filter(([file]) => !after.has(file))
        .flatMap(([file, text]) => {
          const now = changed.find((one) => !before.has(one) && after.get(one) === text);
          return now === undefined ? [] : [[file, now] as const];
        }),
    ),
    lines: () => Promise.resolve(lines),
  };
}

function run({ file, args, env }: Command, cwd: string, home: string): Promise<ProcessEnd> {
  return new Promise((done, refuse) => {
    const started = performance.now();
    const child = spawn(file, args, {
      cwd,
      env: { PATH: process.env['PATH'], HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', refuse);
    child.on('close', (code, signal) => {
      const output = { stdout, stderr, durationMs: performance.now() - started };
      done(
        code === null
          ? { ...output, how: 'crashed', signal: String(signal) }
          : { ...output, how: 'exited', code },
      );
    });
  });
}
