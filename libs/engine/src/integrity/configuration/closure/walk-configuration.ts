import type { Policy } from '../../../policy/policy.js';
import type { PackageManifest } from '../../../policy/project.js';
import type { ToolInUse } from '../configuration-tools.js';
import { readAll } from '../read-all.js';
import type { Sides } from '../sides.js';
import { closureOf, type Member } from './closure.js';
import type { Resolution } from './resolve-reference.js';
import { rootsOf } from './rooms.js';
import { rootFinder } from './roots.js';
import { sharedWithProduct } from './sharing.js';
import { startsOf } from './starts.js';
import { isPackage, leaves, workspacePackages } from './workspace-packages.js';

/** All that configures the judge, as the base has it. */
export interface Walk {
  members: ReadonlyMap<string, Member>;
  /** Those of the members that are the judge's alone. */
  judgeMembers: readonly Member[];
  /** Those that the product uses too. */
  shared: ReadonlySet<string>;
  /** What the base says in the judge's own files, by path. */
  texts: ReadonlyMap<string, string>;
  /** Some configuration imports by a name that the manifest's `imports` resolves. */
  usesSubpaths: boolean;
  /** The same walk through the candidate. */
  ofCandidate(): Promise<ReadonlyMap<string, Member>>;
}

const MAX_LIKELY = 1000;
const SUBPATH = /(\bfrom|\bimport|\brequire)\s*\(?\s*['"]#/;

export async function walkConfiguration(
  sides: Sides,
  policy: Policy,
  inUse: readonly ToolInUse[],
): Promise<Walk> {
  const { base, candidate, files, touched } = sides;
  await readAll(base, likelyFiles(policy, inUse, sides));
  const packages = await workspacePackages(base);
  const resolution = (of: ReadonlySet<string>, manifest: PackageManifest): Resolution => ({
    files: of,
    roots: rootsOf(inUse),
    manifest,
    packages,
  });
  const ofBase = resolution(files, base.manifest);
  const members = await closureOf(startsOf(policy, inUse, base, base.manifest, ofBase), base, ofBase);
  const isInQuestion = [...members.values()].some(({ path, root }) => !root && touched.has(path));
  const shared = isInQuestion
    ? await sharedWithProduct(
        members,
        base,
        packages,
        inUse.flatMap(({ setup }) => leaves(setup)),
      )
    : new Set<string>();
  const judgeMembers = [...members.values()].filter(({ path }) => !shared.has(path));
  const texts = await readAll(
    base,
    judgeMembers.filter(({ path, tools }) => tools.size > 0 && base.files.has(path)).map(({ path }) => path),
  );
  let walked: Promise<ReadonlyMap<string, Member>> | undefined;
  return {
    members,
    judgeMembers: judgeMembers.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    shared,
    texts,
    usesSubpaths: [...texts.values()].some((text) => SUBPATH.test(text)),
    ofCandidate: () => {
      const at = resolution(candidate.files, candidate.manifest);
      walked ??= closureOf(startsOf(policy, inUse, base, candidate.manifest, at), candidate, at);
      return walked;
    },
  };
}

/** What is read in any case, so that it is read at once. */
function likelyFiles(policy: Policy, inUse: readonly ToolInUse[], { base }: Sides): string[] {
  const rootOf = rootFinder(policy, inUse, base);
  return [...base.files]
    .filter((file) => (rootOf(file)?.tools.length ?? 0) > 0 || isPackage(file))
    .slice(0, MAX_LIKELY);
}
