import { argumentsOf } from '../policy/script-arguments.js';
import { tailOf } from '../reports/printable.js';
import { completeFindings } from '../reports/source-context.js';
import { readTypescriptText } from '../reports/typescript-text.js';
import { shellLine } from './reproduce.js';
import type { BuildTool } from './tool.js';

/** `args` is what the base's build script calls tsc with. */
export type TscBuildSetup = { args: string[] };

const WATCHING = new Set(['--watch', '-w', '--preserveWatchOutput']);

/** tsc as what builds a package: only where the script that calls it is the build. */
export const tscBuild: BuildTool<TscBuildSetup> = {
  name: 'tsc',
  package: 'typescript',
  bin: 'tsc',
  gate: 'build',
  configFiles: ['**/tsconfig.json', '**/tsconfig.*.json', '**/tsconfig-*.json', '**/jsconfig.json'],

  async detect(project) {
    const build = project.manifest.scripts?.['build'];
    const args = build === undefined ? undefined : argumentsOf('tsc', build);
    if (!args || args.includes('--noEmit')) return undefined;
    return { args: args.filter((arg) => !WATCHING.has(arg)) };
  },

  command: (tool, setup) => tool.command([...setup.args, ...forced(setup), '--pretty', 'false']),

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

  reproduce: (setup) => shellLine('npx', 'tsc', ...setup.args, ...forced(setup)),
};

/** What an earlier build left in the tree must not count as up to date. */
function forced({ args }: TscBuildSetup): string[] {
  const builds = args.includes('-b') || args.includes('--build');
  return builds && !args.includes('--force') && !args.includes('-f') ? ['--force'] : [];
}
