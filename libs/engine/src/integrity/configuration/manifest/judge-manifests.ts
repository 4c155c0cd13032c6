import path from 'node:path';
import { parseManifest } from '../../../policy/project-of-tree.js';
import type { PackageManifest } from '../../../policy/project.js';
import type { Tool } from '../../../tools/tool.js';
import type { JudgeFinding } from '../../judge-finding.js';
import type { Member } from '../closure/closure.js';
import { isPackage } from '../closure/workspace-packages.js';
import type { ToolInUse } from '../configuration-tools.js';
import { joined, unknown, type Effect } from '../effect/effect.js';
import { dataDifference } from '../kinds/data-difference.js';
import type { ConfigurationFile } from '../laid-out.js';
import { findingFor } from '../messages.js';
import type { Sides } from '../sides.js';
import { changedJudgingScripts } from './judging-scripts.js';
import { mergedManifest } from './merged-manifest.js';
import { changesType, judgingSections } from './sections.js';

export interface ManifestContext {
  sides: Sides;
  inUse: readonly ToolInUse[];
  members: ReadonlyMap<string, Member>;
  /** Some configuration imports by a name that the manifest's `imports` resolves. */
  usesSubpaths: boolean;
  effectOf: (tool: Tool) => Promise<Effect>;
}

/** Judges the sections of every package.json that the candidate touched. */
export async function judgeManifests(
  context: ManifestContext,
): Promise<{ findings: JudgeFinding[]; files: ConfigurationFile[] }> {
  const findings: JudgeFinding[] = [];
  const files: ConfigurationFile[] = [];
  const manifests = [...context.sides.touched].filter(isPackage);
  for (const file of manifests.sort()) {
    const judged = await judgeManifest(file, context);
    findings.push(...judged.findings);
    if (judged.file) files.push(judged.file);
  }
  return { findings, files };
}

async function judgeManifest(
  file: string,
  context: ManifestContext,
): Promise<{ findings: JudgeFinding[]; file?: ConfigurationFile }> {
  const { sides, inUse } = context;
  const [was, is] = [await sides.base.read(file), await sides.candidate.read(file)];
  const isRoot = file === 'package.json';
  const isSound = is !== undefined && !sides.retyped.has(file) && isObject(is);
  if (!isSound) {
    if (!isRoot && judgingSections(false, parseManifest(was), {}).length === 0) return { findings: [] };
    const what = is === undefined ? 'taken away' : 'made something that is no manifest';
    const finding = findingFor(
      file,
      `${file} configures tools, and was ${what}.`,
      unknown('tools look for it'),
    );
    return { findings: finding ? [finding] : [], file: { path: file, laidOut: { kind: 'from-base' } } };
  }
  const [before, after] = [manifestOf(was), manifestOf(is)];
  const sections = judgingSections(isRoot, before, after).filter(
    (section) => JSON.stringify(before[section]) !== JSON.stringify(after[section]),
  );
  const scripts = isRoot ? await changedJudgingScripts(inUse, sides.base, after) : [];
  const loaded = changesType(before, after) ? await loadedByType(file, context) : [];
  if (
    isRoot &&
    context.usesSubpaths &&
    JSON.stringify(before['imports']) !== JSON.stringify(after['imports'])
  )
    sections.push('imports');
  const findings: JudgeFinding[] = [];
  const say = (what: string, effect: Effect, about: string) => {
    const finding = findingFor(file, what, effect);
    if (finding) findings.push({ ...finding, context: about });
  };
  for (const section of sections)
    say(
      `"${section}" in ${file} configures ${toolNames(section, inUse)}.`,
      await sectionEffect(section, before, after, context),
      section,
    );
  for (const name of scripts)
    say(
      `The script "${name}" in ${file} says how a gate asks.`,
      unknown('what a script does beside calling the tool cannot be told', {
        other: dataDifference(before.scripts?.[name], after.scripts?.[name], name),
      }),
      `scripts.${name}`,
    );
  if (loaded.length > 0)
    say(
      `"type" in ${file} decides how ${loaded.slice(0, 3).join(', ')} is loaded.`,
      unknown('a module that is loaded otherwise can be another one', {
        other: dataDifference(before.type, after.type, 'type'),
      }),
      'type',
    );
  const replaced = loaded.length > 0 ? [...sections, 'type'] : sections;
  if (replaced.length + scripts.length === 0) return { findings };
  const text = mergedManifest(after, before, replaced, scripts);
  return { findings, file: { path: file, laidOut: { kind: 'merged', text } } };
}

const TOOL_OF: Readonly<Record<string, string>> = {
  jest: 'jest',
  vitest: 'vitest',
  eslintConfig: 'eslint',
  eslintIgnore: 'eslint',
  tsup: 'tsup',
  tsdown: 'tsdown',
};

/** What a changed section comes to: by the tool's own word where one reads it. */
async function sectionEffect(
  section: string,
  before: PackageManifest,
  after: PackageManifest,
  { inUse, effectOf }: ManifestContext,
): Promise<Effect> {
  const readers = inUse.filter(({ tool }) => tool.name === TOOL_OF[section]).map(({ tool }) => tool);
  const effects: Effect[] = [];
  for (const tool of readers) effects.push(await effectOf(tool));
  const effect = effects.length > 0 ? joined(effects) : unknown('no tool says what it comes to');
  if (effect.kind !== 'unknown' || effect.weaker.length + effect.other.length > 0) return effect;
  return { ...effect, other: dataDifference(before[section], after[section], section) };
}

function toolNames(section: string, inUse: readonly ToolInUse[]): string {
  const name = TOOL_OF[section];
  if (name !== undefined && inUse.some(({ tool }) => tool.name === name)) return name;
  return /^(overrides|resolutions|pnpm|workspaces)$/.test(section)
    ? 'which packages are installed'
    : 'a tool that a gate may run';
}

/** Configuration that Node takes for one kind of module or the other as this manifest says. */
async function loadedByType(file: string, { members, sides }: ManifestContext): Promise<string[]> {
  const directory = path.posix.dirname(file);
  return [...members.values()]
    .filter(({ path: member, role }) => role === 'configuration' && /\.jsx?$/.test(member))
    .filter(
      ({ path: member }) => sides.base.files.has(member) && nearestManifest(member, sides) === directory,
    )
    .map(({ path: member }) => member);
}

function nearestManifest(file: string, { base, candidate }: Sides): string {
  for (let directory = path.posix.dirname(file); ; directory = path.posix.dirname(directory)) {
    const manifest = path.posix.join(directory, 'package.json');
    if (base.files.has(manifest) || candidate.files.has(manifest) || directory === '.') return directory;
  }
}

function manifestOf(text: string | undefined): PackageManifest {
  return parseManifest(text?.replace(/^\uFEFF/, ''));
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
