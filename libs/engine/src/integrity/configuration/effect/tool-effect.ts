import type { Tool } from '../../../tools/tool.js';
import type { ConfigurationTools } from '../configuration-tools.js';
import { globsIn } from '../declared/globs.js';
import type { KnownPackages } from '../declared/known-packages.js';
import { undeclaredAdditions, type Version } from '../declared/undeclared.js';
import { fileKindOf } from '../kinds/file-kinds.js';
import { listed } from '../kinds/ignore-files.js';
import { isOutput } from '../kinds/output-directories.js';
import { told, unknown, type Effect } from './effect.js';
import { chooseSample, matcher } from './sample.js';

/** The configuration of one tool as both sides have it. */
export interface ToolConfiguration {
  /** All files of the base's. */
  before: readonly Version[];
  /** Those files of the candidate's that differ from the base's. */
  after: readonly Version[];
  /** Files that the candidate's configuration has the tool run, and that are new or changed. */
  runs: readonly string[];
}

/**
 * What a changed configuration comes to, by the tool's own word. The word of a configuration that runs code counts
 * only where the candidate added nothing but values to it.
 */
export async function toolEffect(
  tool: Tool,
  configuration: ToolConfiguration,
  tools: ConfigurationTools,
  files: { candidate: ReadonlySet<string>; touched: ReadonlySet<string> },
  packages: KnownPackages,
): Promise<Effect> {
  const { before, after, runs } = configuration;
  if (!tool.explanation) return unknown(`${tool.name} does not say what its configuration comes to`);
  const known = new Set(before.flatMap(({ path, text }) => globsIn(path, text)));
  const current = new Set(after.flatMap(({ path, text }) => globsIn(path, text)));
  const added = [...current].filter((glob) => !known.has(glob));
  const removed = [...known].filter((glob) => !current.has(glob));
  const sample = chooseSample(files.candidate, files.touched, [...added, ...removed, ...current]);
  const differing = [...before, ...after].map(({ path }) => path).concat(manifestsOf(files.touched));
  const touched = [...new Set(differing)].filter((path) => files.touched.has(path));
  const [was, is] = [
    await tools.explain(tool, 'base', sample, touched),
    await tools.explain(tool, 'candidate', sample, touched),
  ];
  if (was.kind === 'untold') return was;
  if (is.kind === 'untold') return is;
  if (was.kind === 'not-told' || is.kind === 'not-told')
    return unknown(`${tool.name} could not say what its configuration comes to`);
  const difference = tool.explanation.compare(was.settings, is.settings);
  const code = (versions: readonly Version[]) => versions.filter(({ path }) => fileKindOf(path) === 'code');
  const additions = undeclaredAdditions(code(before), code(after), packages);
  if (runs.length > 0) additions.push(`it makes ${tool.name} run ${listed(runs)}`);
  if (additions.length > 0) return unknown(additions.join('; '), difference);
  const unseen = unseenGlobs(added, files.candidate);
  if (difference.weaker.length === 0 && unseen.length > 0)
    return unknown(`it has settings for ${listed(unseen)}, of which no file is there yet`, difference);
  return told(difference);
}

/** A setting for files that are still to come cannot be seen in any effective setting of today. */
function unseenGlobs(added: readonly string[], files: ReadonlySet<string>): string[] {
  return added.filter((glob) => {
    if (isOutput(glob)) return false;
    const matches = matcher(glob);
    for (const file of files) if (matches(file)) return false;
    return true;
  });
}

const manifestsOf = (files: ReadonlySet<string>) =>
  [...files].filter((file) => /(^|\/)package\.json$/.test(file));
