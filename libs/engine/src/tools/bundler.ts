import type { Project } from '../policy/project.js';
import { readEsbuildText } from '../reports/esbuild-text.js';
import { tailOf } from '../reports/printable.js';
import { readRolldownText } from '../reports/rolldown-text.js';
import { completeFindings } from '../reports/source-context.js';
import { readTypescriptText } from '../reports/typescript-text.js';
import { buildScript } from './build-script.js';
import { shellLine } from './reproduce.js';
import type { BuildTool } from './tool.js';

/** `args` is what the base's script calls the bundler with; `others` what its build script calls beside it. */
export type BundlerSetup = { args: string[]; others: string[] };

/** What tells one bundler from another. All of them print the errors of esbuild, Rolldown or TypeScript. */
export interface Bundler {
  name: string;
  configFiles: readonly string[];
  /** Whether a project without a script that calls the bundler uses it all the same. */
  configuredBy(project: Project): boolean;
  /** The word that makes the program build, where it can do other things too. */
  subcommand?: string;
  /** Options that would keep the build from ending or start what comes after it, each with its values. */
  dropped: { flags: readonly string[]; valued: readonly string[] };
  env?: Record<string, string>;
}

export function bundler(about: Bundler): BuildTool<BundlerSetup> {
  const { name, subcommand } = about;
  const arguments_ = (setup: BundlerSetup) => (subcommand ? [subcommand, ...setup.args] : setup.args);
  return {
    name,
    package: name,
    bin: name,
    gate: 'build',
    configFiles: about.configFiles,

    async detect(project) {
      const builds = (program: string, args: readonly string[]) =>
        program === name && (subcommand === undefined || args[0] === subcommand);
      const script = buildScript(project, builds);
      const elsewhere = project.scriptArguments(name);
      const args = script.calls[0] ?? (elsewhere && builds(name, elsewhere) ? elsewhere : undefined);
      if (!args && !about.configuredBy(project)) return undefined;
      return {
        args: kept(subcommand ? (args ?? []).slice(1) : (args ?? []), about.dropped),
        others: script.others,
      };
    },

    others: ({ others }) => others,

    commands: (tool, setup) => [tool.command(arguments_(setup), { NO_COLOR: '1', ...about.env })],

    async read(end, place) {
      const text = `${end.stdout}\n${end.stderr}`;
      const drafts = [
        ...readEsbuildText(text, place),
        ...readRolldownText(text, place),
        ...readTypescriptText(text, place).drafts,
      ];
      // What goes wrong in a file that the bundler made up follows from what is wrong in one of the tree.
      const inTree = drafts.filter(({ file }) => file === undefined || place.files.has(file));
      const findings = await completeFindings(inTree.length > 0 ? inTree : drafts, place);
      if (end.code !== 0 && findings.length === 0) {
        return {
          kind: 'no-report',
          message: `${name} ended with code ${end.code}. ${tailOf(end.stdout, end.stderr)}`,
        };
      }
      return { kind: 'report', findings };
    },

    reproduce: (setup) => shellLine('npx', name, ...arguments_(setup)),
  };
}

function kept(args: readonly string[], { flags, valued }: Bundler['dropped']): string[] {
  return args.filter(
    (arg, index) =>
      !flags.includes(arg) &&
      !valued.includes(arg) &&
      ![...flags, ...valued].some((option) => arg.startsWith(`${option}=`)) &&
      !valued.includes(args[index - 1] ?? ''),
  );
}
