import path from 'node:path';
import { parseManifest } from '../../policy/project-of-tree.js';
import type { Project } from '../../policy/project.js';
import type { JudgePackages } from '../../workspace/judge-packages.js';
import { askedFor, manifestsOf } from '../../workspace/lockfiles/manifests.js';
import { readLockGraph } from '../../workspace/lockfiles/read-graph.js';
import { followLinks } from '../configuration/closure/links.js';
import { isFixture } from '../configuration/kinds/file-kinds.js';
import { readAll } from '../configuration/read-all.js';
import type { ReplacedTool } from './tools-replaced.js';

/** A file that makes code in its directory answer to the name of a package. */
interface Namesake {
  name: string;
  file: string;
  /** What it is known by on both sides. */
  place: string;
}

const MAX_MANIFESTS = 5000;
const INSTALLED = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/;

/**
 * Packages of the candidate's tree that answer to the name of one that judges: a package of the workspaces is linked
 * under its name, whoever lies below a manifest with `exports` imports it by its name, and what is in a
 * `node_modules` comes before what is installed. Those that the base has too are no finding, wherever they lie.
 */
export async function ownPackages(
  base: Project,
  candidate: Project,
  judgePackages: JudgePackages,
): Promise<ReplacedTool[]> {
  const found = await namesakes(candidate, judgePackages);
  if (found.length === 0) return [];
  const ofBase = await namesakes(base, judgePackages);
  const [before, after] = [placesOf(ofBase), placesOf(found)];
  const moved = new Set(ofBase.filter((one) => !after.has(keyOf(one))).map(({ name }) => name));
  const fresh = found.filter((one) => !before.has(keyOf(one)) && !moved.has(one.name));
  if (fresh.length === 0) return [];
  const judges = await judgingNames(base);
  return fresh
    .filter(({ name }) => judges(name))
    .map(({ name, file }) => ({
      name,
      finding: {
        rule: 'tool-replaced',
        file,
        context: name,
        message: `${name} judges this repository, and ${file} makes a part of the candidate answer to that name, so that an import of ${name} may find it in the place of what is installed. Give it another name, or ask the orchestrator for a waiver of tool-replaced for this file.`,
      },
    }));
}

const keyOf = ({ name, place }: Namesake) => `${name}\0${place}`;
const placesOf = (all: readonly Namesake[]) => new Set(all.map(keyOf));

async function namesakes(project: Project, judgePackages: JudgePackages): Promise<Namesake[]> {
  const declared = await manifestsOf(project);
  const files = [...project.files].filter(isOwnManifest).slice(0, MAX_MANIFESTS);
  const named = [...(await textsOf(project, files))].flatMap(([file, text]): Namesake[] => {
    const { name, exports } = parseManifest(text);
    if (name === undefined || !judgePackages.has(name)) return [];
    const directory = path.posix.dirname(file);
    return declared.has(directory) || (exports ?? undefined) !== undefined
      ? [{ name, file, place: file }]
      : [];
  });
  // Any other such directory counts as configuration.
  const installed = new Map<string, Namesake>();
  for (const file of project.files) {
    if (!file.includes('node_modules/') || !isFixture(file)) continue;
    const [place, name = ''] = INSTALLED.exec(file) ?? [];
    if (place !== undefined && judgePackages.has(name) && !installed.has(place))
      installed.set(place, { name, file, place });
  }
  return [...named, ...installed.values()];
}

const isOwnManifest = (file: string) =>
  /(^|\/)package\.json$/i.test(file) && !/(^|\/)node_modules\//.test(file);

/** A manifest may be a link to another file. */
async function textsOf(project: Project, files: readonly string[]): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const file of files) places.set(file, (await followLinks(project, file)).path);
  const texts = await readAll(project, [...new Set(places.values())]);
  return new Map(
    files.flatMap((file) => {
      const text = texts.get(places.get(file) ?? file);
      return text === undefined ? [] : [[file, text] as const];
    }),
  );
}

/** What has the name of a family of tools and is none that the base has installed takes nobody's place. */
async function judgingNames(base: Project): Promise<(name: string) => boolean> {
  const graph = await readLockGraph(base);
  if (!graph) return () => true;
  const names = new Set(
    [...(await manifestsOf(base)).values()].flatMap((one) => [
      ...Object.keys(askedFor(one)),
      ...Object.keys(one.peerDependencies ?? {}),
    ]),
  );
  for (const { name, dependencies } of graph.packages.values()) {
    names.add(name);
    for (const edge of dependencies) names.add(edge.name);
  }
  return (name) => names.has(name);
}
