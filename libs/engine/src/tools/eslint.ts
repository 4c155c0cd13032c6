import path from 'node:path';
import { reportFile } from './report-name.js';
import semver from 'semver';
import type { Project } from '../policy/project.js';
import { EslintJson, readEslintJson } from '../reports/eslint-json.js';
import { plain, tailOf } from '../reports/printable.js';
import { readReport } from '../reports/report-file.js';
import { completeFindings } from '../reports/source-context.js';
import { eslintExplanation } from './explanations/eslint-explanation.js';
import { shellLine } from './reproduce.js';
import { sortArguments } from './sort-arguments.js';
import type { EslintSetup } from './eslint-setup.js';
import type { LintTool, ToolPlace } from './tool.js';

export type { EslintSetup };

const KEPT = new Set([
  '-c',
  '--config',
  '--ext',
  '--ignore-path',
  '--ignore-pattern',
  '--rulesdir',
  '--parser',
  '--parser-options',
  '--resolve-plugins-relative-to',
  '--plugin',
  '--env',
  '--global',
  '--rule',
  '--flag',
  '--report-unused-disable-directives-severity',
]);
const KEPT_FLAGS = new Set([
  '--no-eslintrc',
  '--no-config-lookup',
  '--no-inline-config',
  '--report-unused-disable-directives',
  '--no-ignore',
  // Whether anything was linted is judged by the gate.
  '--no-error-on-unmatched-pattern',
]);
const DROPPED = new Set([
  '--max-warnings',
  '--format',
  '-f',
  '--output-file',
  '-o',
  '--cache-location',
  '--cache-strategy',
  '--cache-file',
  '--concurrency',
  '--fix-type',
]);
const FLAT = /^eslint\.config\.[cm]?[jt]s$/;
const LEGACY = /^\.eslintrc(\.(c?js|ya?ml|json))?$/;
const NOTHING_MATCHED = /No files matching|all of the files matching the glob pattern|All files matched by/i;

export const eslint: LintTool<EslintSetup> = {
  name: 'eslint',
  package: 'eslint',
  bin: 'eslint',
  gate: 'lint',
  configFiles: [
    '**/eslint.config.{js,mjs,cjs,ts,mts,cts}',
    '**/.eslintrc',
    '**/.eslintrc.{js,cjs,yaml,yml,json}',
    '**/.eslintignore',
    '**/eslint-suppressions.json',
    'eslint-local-rules.{js,cjs,ts}',
    'eslint-local-rules/**',
  ],

  async detect(project) {
    const root = [...project.files].filter((file) => !file.includes('/'));
    const flat = root.some((file) => FLAT.test(file));
    const legacy = root.some((file) => LEGACY.test(file)) || project.manifest['eslintConfig'] !== undefined;
    const args = project.scriptArguments('eslint');
    if (!flat && !legacy && !args) return undefined;
    const { positional, options } = sortArguments(args ?? [], {
      valued: KEPT,
      flags: KEPT_FLAGS,
      droppedValued: DROPPED,
    });
    const config = flat || !legacy ? 'flat' : 'legacy';
    const extensions = config === 'legacy' && !args ? ['--ext', extensionsOf(project)] : [];
    return {
      config,
      patterns: positional.length > 0 ? positional : ['.'],
      options: [...options, ...extensions],
    };
  },

  command: (tool, setup, place) =>
    tool.command(
      [
        ...arguments_(setup),
        '--format',
        'json',
        '--output-file',
        reportOf(place),
        '--no-color',
        '--no-cache',
        // The base's list stands even where the candidate mends what it lists.
        ...(semver.gte(tool.version, '9.24.0') ? ['--pass-on-unpruned-suppressions'] : []),
      ],
      environment(setup, tool.version),
    ),

  async read(end, place) {
    const report = await readReport(reportOf(place), EslintJson);
    if (report.kind === 'no-report' || end.code > 1) {
      if (end.code === 2 && NOTHING_MATCHED.test(plain(end.stderr)))
        return { kind: 'report', findings: [], lintedFiles: [] };
      const why = report.kind === 'no-report' ? report.message : 'it broke off';
      return {
        kind: 'no-report',
        message: `ESLint ended with code ${end.code}; ${why}. ${tailOf(end.stdout, end.stderr)}`.trim(),
      };
    }
    const { drafts, ...told } = readEslintJson(report.value, place);
    return { kind: 'report', findings: await completeFindings(drafts, place), ...told };
  },

  explanation: eslintExplanation,
  reproduce: (setup) => shellLine('npx', 'eslint', ...arguments_(setup)),
};

function arguments_(setup: EslintSetup): string[] {
  return [...setup.options, ...setup.patterns];
}

function reportOf(place: ToolPlace): string {
  return reportFile(place, 'eslint');
}

/** Between 8.21 and 9 either form works, but not every version finds by itself which one is meant. */
function environment(setup: EslintSetup, version: string): Record<string, string> | undefined {
  if (!semver.satisfies(version, '>=8.21.0 <10', { includePrerelease: true })) return undefined;
  return { ESLINT_USE_FLAT_CONFIG: setup.config === 'flat' ? 'true' : 'false' };
}

/** ESLint with a legacy configuration and without `--ext` would read `.js` files only. */
function extensionsOf(project: Project): string {
  const known = ['.js', '.cjs', '.mjs', '.jsx', '.ts', '.cts', '.mts', '.tsx'];
  const used = new Set([...project.files].map((file) => path.posix.extname(file)));
  return known.filter((extension) => extension === '.js' || used.has(extension)).join(',');
}
