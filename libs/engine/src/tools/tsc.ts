import { parse } from 'jsonc-parser';
import semver from 'semver';
import { z } from 'zod';
import type { Project } from '../policy/project.js';
import { tailOf } from '../reports/printable.js';
import { completeFindings } from '../reports/source-context.js';
import { treePath } from '../reports/tree-path.js';
import { readTypescriptText } from '../reports/typescript-text.js';
import { tscExplanation } from './explanations/tsc-explanation.js';
import { reportFile } from './report-name.js';
import { shellLine } from './reproduce.js';
import { optionValues, sortArguments } from './sort-arguments.js';
import type { ToolPlace, TypecheckTool } from './tool.js';

/**
 * `projects` is one tsconfig for `-p`, or those that `-b` builds with all that they refer to. `project` is the
 * policy's word and outranks them.
 */
export type TscSetup = { mode: 'project' | 'build'; projects: string[]; project?: string };

const DECLARATION = /\.d\.([^/]+\.)?[cm]?ts$/;
const SOURCE = /\.([cm]?[jt]s|[jt]sx|json)$/;

export const tsc: TypecheckTool<TscSetup> = {
  name: 'tsc',
  package: 'typescript',
  bin: 'tsc',
  gate: 'typecheck',
  configFiles: ['**/tsconfig.json', '**/tsconfig.*.json', '**/tsconfig-*.json', '**/jsconfig.json'],

  async detect(project) {
    const asked = await askedByScript(project);
    if (asked) return asked;
    const config = await project.read('tsconfig.json');
    if (config === undefined) return undefined;
    return { mode: hasReferences(config) ? 'build' : 'project', projects: ['tsconfig.json'] };
  },

  // A forced build asks anew whatever an earlier one left in the tree as up to date.
  // Older versions refuse `noEmit` beside a configuration that emits declarations only.
  command(tool, setup, place) {
    const args = arguments_(setup);
    const checksOnly = args.includes('--noEmit');
    return tool.command([
      ...args,
      ...(checksOnly && semver.lt(tool.version, '6.0.0') ? ['--emitDeclarationOnly', 'false'] : []),
      ...(checksOnly && semver.gte(tool.version, '4.0.0') ? withoutMemory(place) : []),
      '--pretty',
      'false',
      '--listFiles',
    ]);
  },

  async read(end, place) {
    const { drafts, rest } = readTypescriptText(end.stdout, place);
    const findings = await completeFindings(drafts, place);
    if (end.code !== 0 && findings.length === 0) {
      return {
        kind: 'no-report',
        message: `tsc ended with code ${end.code} and named no error. ${tailOf(end.stdout, end.stderr)}`,
      };
    }
    const files = rest
      .map((line) => (/^(\/|[A-Za-z]:[\\/])/.test(line) ? treePath(line.trim(), place) : undefined))
      .filter(
        (file) => file !== undefined && SOURCE.test(file) && !DECLARATION.test(file) && place.files.has(file),
      );
    return {
      kind: 'report',
      findings,
      programFiles: [...new Set(files)].filter((file) => file !== undefined).sort(),
    };
  },

  explanation: tscExplanation(({ project, projects }) => (project === undefined ? projects : [project])),
  reproduce: (setup) => shellLine('npx', 'tsc', ...arguments_(setup)),
};

/** A build information that lies in the tree could say that files with errors had been checked. */
function withoutMemory(place: ToolPlace): string[] {
  return ['--incremental', '--tsBuildInfoFile', reportFile(place, 'build-information')];
}

function arguments_(setup: TscSetup): string[] {
  if (setup.project !== undefined) return ['-p', setup.project, '--noEmit'];
  if (setup.mode === 'build') return ['-b', ...setup.projects, '--force'];
  return ['-p', setup.projects[0] ?? 'tsconfig.json', '--noEmit'];
}

/** A script that calls tsc only to check says how; one that emits is a build and may leave the tests out. */
async function askedByScript(project: Project): Promise<TscSetup | undefined> {
  const args = project.scriptArguments('tsc');
  if (!args) return undefined;
  const { positional } = sortArguments(args, { valued: new Set(), droppedValued: VALUED });
  const builds = args.includes('-b') || args.includes('--build');
  if (builds) {
    const named = positional.length > 0 ? positional : ['tsconfig.json'];
    return present(project, named) ? { mode: 'build', projects: named } : undefined;
  }
  const [named] = optionValues(args, '-p', '--project');
  if (named === undefined || !present(project, [named])) return undefined;
  const onlyChecks = args.includes('--noEmit') || !project.files.has('tsconfig.json');
  return onlyChecks ? { mode: 'project', projects: [named] } : undefined;
}

const VALUED = new Set([
  '-p',
  '--project',
  '--outDir',
  '--target',
  '-t',
  '--module',
  '-m',
  '--jsx',
  '--lib',
  '--rootDir',
  '--declarationDir',
]);

function present(project: Project, configs: readonly string[]): boolean {
  return configs.every((config) => {
    const clean = config.replace(/^\.\//, '').replace(/\/$/, '');
    return (
      project.files.has(clean) ||
      project.files.has(clean === '.' ? 'tsconfig.json' : `${clean}/tsconfig.json`)
    );
  });
}

function hasReferences(config: string): boolean {
  const parsed = z.object({ references: z.array(z.unknown()).min(1) }).safeParse(parse(config));
  return parsed.success;
}
