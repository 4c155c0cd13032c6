import { tailOf } from '../reports/printable.js';
import { completeFindings } from '../reports/source-context.js';
import { readTypescriptText } from '../reports/typescript-text.js';
import { buildScript } from './build-script.js';
import { tscExplanation } from './explanations/tsc-explanation.js';
import { shellLine } from './reproduce.js';
import { optionValues, sortArguments } from './sort-arguments.js';
import type { BuildTool } from './tool.js';

/** `calls` are the arguments of each call of tsc in the base's build script; `others` what it calls beside it. */
export type TscBuildSetup = { calls: string[][]; others: string[] };

const WATCHING = new Set(['--watch', '-w', '--preserveWatchOutput']);

/** tsc as what builds a package: only where the script that calls it is the build. */
export const tscBuild: BuildTool<TscBuildSetup> = {
  name: 'tsc',
  package: 'typescript',
  bin: 'tsc',
  gate: 'build',
  configFiles: ['**/tsconfig.json', '**/tsconfig.*.json', '**/tsconfig-*.json', '**/jsconfig.json'],

  async detect(project) {
    const { calls, others } = buildScript(
      project,
      (program, args) => program === 'tsc' && !args.includes('--noEmit'),
    );
    if (calls.length === 0) return undefined;
    return { calls: calls.map((args) => args.filter((arg) => !WATCHING.has(arg))), others };
  },

  others: ({ others }) => others,

  commands: (tool, { calls }) =>
    calls.map((args) => tool.command([...args, ...forced(args), '--pretty', 'false'])),

  async read(end, place) {
    const findings = await completeFindings(readTypescriptText(end.stdout, place).drafts, place);
    if (end.code !== 0 && findings.length === 0) {
      return {
        kind: 'no-report',
        message: `tsc ended with code ${end.code} and named no error. ${tailOf(end.stdout, end.stderr)}`,
      };
    }
    return { kind: 'report', findings };
  },

  explanation: tscExplanation(({ calls }) => calls.flatMap(projectsOf)),

  reproduce: ({ calls }) =>
    calls.map((args) => shellLine('npx', 'tsc', ...args, ...forced(args))).join(' && '),
};

/** What an earlier build left in the tree must not count as up to date. */
function forced(args: readonly string[]): string[] {
  const builds = args.includes('-b') || args.includes('--build');
  return builds && !args.includes('--force') && !args.includes('-f') ? ['--force'] : [];
}

function projectsOf(args: readonly string[]): string[] {
  const builds = args.includes('-b') || args.includes('--build');
  const named = builds
    ? sortArguments(args, { valued: new Set() }).positional
    : optionValues(args, '-p', '--project');
  return named.length > 0 ? named : ['tsconfig.json'];
}
