import semver from 'semver';
import { askedFor } from '../../workspace/lockfiles/manifests.js';
import type { JudgeFinding } from '../judge-finding.js';
import { manifestPath, type PackageSide } from './package-side.js';

const MAX_NAMED = 10;

/** What the candidate's manifests ask for and its lockfile does not hold: nothing can be installed from it. */
export function lockfileGaps(before: PackageSide, after: PackageSide): JudgeFinding[] {
  const { graph } = after;
  if (!graph) return [];
  const known = new Set(gapsOf(before).map(({ what }) => what));
  const gaps = gapsOf(after).filter(({ what }) => !known.has(what));
  const [first] = gaps;
  if (!first) return [];
  const named = gaps.slice(0, MAX_NAMED).map(({ what }) => what);
  const rest = gaps.length > MAX_NAMED ? [`${gaps.length - MAX_NAMED} more`] : [];
  return [
    {
      rule: 'lockfile-out-of-date',
      file: graph.lockfile,
      message: `${graph.lockfile} does not hold what is asked for: ${[...named, ...rest].join('; ')}. Run the package manager's install so that it is written anew, and commit it with ${first.file}.`,
    },
  ];
}

function gapsOf({ graph, manifests }: PackageSide): { what: string; file: string }[] {
  const own = new Set([...manifests.values()].map(({ name }) => name));
  const overridden = JSON.stringify(
    ['overrides', 'resolutions', 'pnpm'].map((section) => manifests.get('')?.[section]),
  );
  return [...manifests].flatMap(([directory, manifest]) => {
    const importer = graph?.importers.find((one) => one.directory === directory);
    const edges = new Map(importer?.dependencies.map((edge) => [edge.name, edge]));
    return Object.entries(askedFor(manifest)).flatMap(([name, range]) => {
      const valid = semver.validRange(range);
      if (valid === null || own.has(name) || overridden.includes(`"${name}`)) return [];
      const id = edges.get(name)?.id;
      const version = id === undefined ? undefined : graph?.packages.get(id)?.version;
      if (version === undefined && manifest.optionalDependencies?.[name] !== undefined) return [];
      if (
        version !== undefined &&
        (!semver.valid(version) || semver.satisfies(version, valid, { includePrerelease: true }))
      )
        return [];
      const file = manifestPath(directory);
      const instead = version === undefined ? 'the lockfile does not have it' : `the lockfile has ${version}`;
      return [{ what: `${file} asks for ${name} ${range}, ${instead}`, file }];
    });
  });
}
