import picomatch from 'picomatch';
import type { TreeChange } from '@quality-gates/git';
import type { PackageManifest } from '../policy/project.js';
import { POLICY_PATH } from '../policy/read-policy.js';
import type { JudgeFinding } from './judge-finding.js';

/** Files that speak for the judge whatever the tools are. */
const ALWAYS = [
  POLICY_PATH,
  '**/.npmrc',
  '**/.pnpmfile.{cjs,mjs}',
  '**/.yarnrc',
  '**/.yarnrc.yml',
  'node_modules/**',
];

/** Parts of package.json that change what a tool does, beside its dependencies. */
const JUDGING_SECTIONS = [
  'scripts',
  'jest',
  'vitest',
  'eslintConfig',
  'eslintIgnore',
  'tsup',
  'overrides',
  'resolutions',
  'pnpm',
];
const JUDGING_SCRIPTS = /^(pre|post)?(test|lint|type-?check|coverage|build|check|tsc|prepare|install)(:.*)?$/;

/** Recognises the files that configure the judge: those of every tool, and those that the policy protects. */
export function protectedFiles(
  toolGlobs: readonly string[],
  policyGlobs: readonly string[],
): (path: string) => boolean {
  return picomatch([...ALWAYS, ...toolGlobs, ...policyGlobs], { dot: true });
}

/** The protected files that the candidate added, changed or took away. */
export function changedJudgeFiles(
  changes: readonly TreeChange[],
  isProtected: (path: string) => boolean,
): string[] {
  const touched = changes.flatMap((change) =>
    change.kind === 'renamed' ? [change.previousPath, change.path] : [change.path],
  );
  return [...new Set(touched)].filter(isProtected).toSorted((a, b) => (a < b ? -1 : 1));
}

/** One finding for each change of the judge's files, and for each section of package.json that speaks for it. */
export function integrityFindings(
  judgeFiles: readonly string[],
  base: PackageManifest,
  candidate: PackageManifest,
): JudgeFinding[] {
  const files = judgeFiles.map((file): JudgeFinding => ({
    rule: 'judge-changed',
    file,
    message: `${file} configures the judge. The gates ran with the base's version of it; a change of it needs a waiver from the orchestrator.`,
  }));
  const sections = JUDGING_SECTIONS.filter(
    (section) => text(judging(section, base)) !== text(judging(section, candidate)),
  ).map((section): JudgeFinding => ({
    rule: 'judge-changed',
    file: 'package.json',
    context: section,
    message: `"${section}" in package.json speaks for the judge and was changed. It needs a waiver from the orchestrator.`,
  }));
  return [...files, ...sections];
}

function judging(section: string, manifest: PackageManifest): unknown {
  if (section !== 'scripts') return manifest[section];
  return Object.entries(manifest.scripts ?? {})
    .filter(([name]) => JUDGING_SCRIPTS.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const text = (value: unknown) => JSON.stringify(value) ?? '';
