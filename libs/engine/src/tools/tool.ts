import type { Finding, KnownGate } from '@quality-gates/contract';
import type { Command } from '../process/command.js';
import type { ProcessEnd } from '../process/process-end.js';
import type { Project } from '../policy/project.js';

/** How the base sets a tool up: plain data, since it is part of what identifies a gate run. */
export type ToolSetup = Record<string, unknown>;

/** A tool found in the dependency set of the base. */
export interface ResolvedTool {
  name: string;
  version: string;
  /** Absolute directory of the npm package that it comes from. */
  packageDirectory: string;
  /** The range of Node versions that the package says it needs. */
  nodeRange?: string;
  /** The command that runs the tool's binary with these arguments. */
  command(args: readonly string[], env?: Record<string, string>): Command;
}

/** Where a tool runs and where its reports go. */
export interface ToolPlace {
  /** Absolute path of the gate's own copy of the tree; the tool's working directory. */
  directory: string;
  /** Absolute path of an empty directory outside the tree, for reports. */
  reports: string;
  /** Every path of the candidate's tree, relative, with forward slashes. */
  files: ReadonlySet<string>;
}

/** What every tool has, whichever gate it answers. `S` is its setup. */
export interface Tool<S extends ToolSetup = ToolSetup> {
  readonly name: string;
  /** The npm package that holds the binary. */
  readonly package: string;
  /** The key under `bin` in that package's manifest. */
  readonly bin: string;
  readonly gate: KnownGate;
  /** Globs (picomatch) of the files that configure the tool, relative to the root of the tree. */
  readonly configFiles: readonly string[];
  /** How the project uses the tool, or nothing where it does not. Reads the base only. */
  detect(project: Project): Promise<S | undefined>;
  /** How the tool itself tells what its configuration comes to, where it can. */
  readonly explanation?: Explanation<S>;
}

/** A tool's word on what its configuration comes to, so that two configurations can be held against each other. */
export interface Explanation<S extends ToolSetup = ToolSetup> {
  /** @param sample files of the tree for which the tool is asked, at most 40 */
  command(tool: ResolvedTool, setup: S, place: ToolPlace, sample: readonly string[]): Command;
  /** The settings as plain JSON, without places of the host; nothing where the tool did not tell. */
  read(end: Exited, place: ToolPlace): Promise<unknown>;
  /** What the second configuration asks less, more, or otherwise than the first, in words. */
  compare(before: unknown, after: unknown): EffectiveDifference;
}

/** Each entry is a sentence without a full stop, e.g. `no-debugger is off instead of error for src/a.ts`. */
export interface EffectiveDifference {
  weaker: string[];
  stricter: string[];
  /** Changes of which nobody can tell which way they go. */
  other: string[];
}

/** A process that ended on its own: the only end after which a report can be believed. */
export type Exited = Extract<ProcessEnd, { how: 'exited' }>;

/** The tool ended on its own and left no report that can be believed. */
export interface NoReport {
  kind: 'no-report';
  /** Where there are reports, and they contradict each other; without it there is none to believe. */
  rule?: 'report-mismatch';
  message: string;
}

export interface TypecheckReport {
  kind: 'report';
  findings: Finding[];
  /** Files of the tree that the program contains; relative, sorted, without declarations and dependencies. */
  programFiles: string[];
}

/** Its setup may carry `project`, a tsconfig that the policy puts in the place of the detected ones. */
export interface TypecheckTool<S extends ToolSetup = ToolSetup> extends Tool<S> {
  readonly gate: 'typecheck';
  command(tool: ResolvedTool, setup: S, place: ToolPlace): Command;
  read(end: Exited, place: ToolPlace): Promise<TypecheckReport | NoReport>;
  reproduce(setup: S): string;
}

export interface LintReport {
  kind: 'report';
  findings: Finding[];
  /** Files of the tree that were linted; relative, sorted. */
  lintedFiles: string[];
  /** Problems that comments in the files or a list of suppressions hide. */
  suppressed?: number;
}

/** Its setup carries `patterns`, which the policy may replace. */
export interface LintTool<S extends ToolSetup = ToolSetup> extends Tool<S> {
  readonly gate: 'lint';
  command(tool: ResolvedTool, setup: S, place: ToolPlace): Command;
  read(end: Exited, place: ToolPlace): Promise<LintReport | NoReport>;
  reproduce(setup: S): string;
}

export interface TestCase {
  /** File, suites and title, joined: the name by which the test is known from run to run. */
  name: string;
  /** Suites and title, as the tool's name filter sees them. */
  title: string;
  file: string;
  status: 'passed' | 'failed' | 'skipped';
  messages: string[];
  line?: number;
  column?: number;
  /** How often it ran again in this run after it had failed; absent where it did not. */
  retries?: number;
}

export interface TestReport {
  kind: 'report';
  tests: TestCase[];
  /** Files that failed as a whole (an import that throws, no test inside), and errors outside of any test. */
  errors: Finding[];
  /** The test files in which `errors` arose; absent where one arose in none that is known. */
  errorFiles?: string[];
  /** A worker died under the run: the cause may lie outside, so the run says nothing. */
  crashed?: string;
}

export interface FileCoverage {
  file: string;
  /** Executable lines, and those of them that ran. */
  lines: ReadonlyMap<number, boolean>;
}

export interface CoverageReport {
  kind: 'report';
  files: FileCoverage[];
  /** What the tool was told to measure, as it resolved it; absent where it does not say. */
  scope?: CoverageScope;
}

/** Which files a coverage report should speak of: globs relative to `root`. */
export interface CoverageScope {
  /** Relative to the root of the tree; empty for the root itself. */
  root: string;
  include: string[];
  exclude: string[];
}

/** Which tests to run: all, those that a change can reach, or one file's named ones. */
export type TestSelection =
  | { kind: 'all' }
  | { kind: 'related'; files: string[] }
  | { kind: 'only'; files: string[]; titles: string[] };

/** Which tests to run, and whether to measure what they cover. */
export interface TestWish {
  selection: TestSelection;
  /** Present where coverage is asked for; the globs are the policy's and outrank the tool's configuration. */
  coverage?: { include?: string[]; exclude?: string[] };
  /** Tests are meant to fail and may leave open what they would have closed: the run ends with its report. @default false */
  endsWithReport?: boolean;
}

export interface TestTool<S extends ToolSetup = ToolSetup> extends Tool<S> {
  readonly gate: 'test';
  command(tool: ResolvedTool, setup: S, place: ToolPlace, wanted: TestWish): Command;
  read(end: Exited, place: ToolPlace): Promise<TestReport | NoReport>;
  readCoverage(place: ToolPlace): Promise<CoverageReport | NoReport>;
  /** Whether the base has what the tool needs to measure coverage. */
  measuresCoverage(setup: S): boolean;
  reproduce(setup: S, wanted: { selection: TestSelection; coverage: boolean }): string;
}

export interface BuildReport {
  kind: 'report';
  findings: Finding[];
}

export interface BuildTool<S extends ToolSetup = ToolSetup> extends Tool<S> {
  readonly gate: 'build';
  /** Run one after the other, until one fails. */
  commands(tool: ResolvedTool, setup: S, place: ToolPlace): Command[];
  /** Programs that the base's build script calls beside the tool, and that may make part of the output. */
  others(setup: S): readonly string[];
  read(end: Exited, place: ToolPlace): Promise<BuildReport | NoReport>;
  reproduce(setup: S): string;
}
