import { readEsbuildText } from '../reports/esbuild-text.js';
import { tailOf } from '../reports/printable.js';
import { completeFindings } from '../reports/source-context.js';
import { readTypescriptText } from '../reports/typescript-text.js';
import { shellLine } from './reproduce.js';
import type { BuildTool } from './tool.js';

/** `args` is what the base's script calls tsup with. */
export type TsupSetup = { args: string[] };

const WATCHING = new Set(['--watch', '-w']);

export const tsup: BuildTool<TsupSetup> = {
  name: 'tsup',
  package: 'tsup',
  bin: 'tsup',
  gate: 'build',
  configFiles: ['**/tsup.config.{ts,js,cjs,mjs,cts,mts,json}'],

  async detect(project) {
    const args = project.scriptArguments('tsup');
    const config = [...project.files].some((file) => /^tsup\.config\.([cm]?[jt]s|json)$/.test(file));
    if (!args && !config && project.manifest['tsup'] === undefined) return undefined;
    return { args: withoutWatch(args ?? []) };
  },

  command: (tool, setup) => tool.command(setup.args, { NO_COLOR: '1' }),

  async read(end, place) {
    const text = `${end.stdout}\n${end.stderr}`;
    const drafts = [...readEsbuildText(text, place), ...readTypescriptText(text, place).drafts];
    const findings = await completeFindings(drafts, place);
    if (end.code !== 0 && findings.length === 0) {
      return {
        kind: 'no-report',
        message: `tsup ended with code ${end.code}. ${tailOf(end.stdout, end.stderr)}`,
      };
    }
    return { kind: 'report', findings };
  },

  reproduce: (setup) => shellLine('npx', 'tsup', ...setup.args),
};

/** A build that watches never ends, and `--onSuccess` would start what comes after it. */
function withoutWatch(args: readonly string[]): string[] {
  return args.filter(
    (arg, index) =>
      !WATCHING.has(arg) &&
      !arg.startsWith('--watch=') &&
      !arg.startsWith('--onSuccess') &&
      args[index - 1] !== '--onSuccess',
  );
}
