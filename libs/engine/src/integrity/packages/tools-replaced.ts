import semver from 'semver';
import { askedFor } from '../../workspace/lockfiles/manifests.js';
import type { LockedPackage, LockGraph } from '../../workspace/lockfiles/lock-graph.js';
import type { JudgePackages } from '../../workspace/judge-packages.js';
import type { JudgeFinding } from '../judge-finding.js';
import { inWords, judgeIdentities, samePackage } from './judge-identities.js';
import { bringers } from './locked-differences.js';
import { manifestPath, type PackageSide } from './package-side.js';

export interface ReplacedTool {
  name: string;
  finding: JudgeFinding;
}

/**
 * The judge's packages of which the candidate's lockfile would install another version, content or source. What a
 * replaced tool brings along is said with the tool.
 */
export function toolsInLockfile(
  before: PackageSide,
  after: PackageSide,
  judgePackages: JudgePackages,
): ReplacedTool[] {
  if (!before.graph || !after.graph) return [];
  const file = after.graph.lockfile;
  const changes = changesOf(before.graph, after.graph, judgePackages);
  const bringer = bringers(after.graph);
  const heads = changes.filter(({ name, isDirect }) => isDirect || !changes.some(isHeadOf(name)));
  function isHeadOf(name: string) {
    return (other: ToolChange) => other.isDirect && bringer.get(name) === other.name;
  }
  return heads.flatMap((head) => {
    const along = changes.filter((one) => !heads.includes(one) && bringer.get(one.name) === head.name);
    const finding = replaced(head, along, file);
    return [head, ...along].map(({ name }) => ({ name, finding }));
  });
}

interface ToolChange {
  name: string;
  isDirect: boolean;
  from: string;
  /** Nothing where the candidate has it no longer. */
  to?: string;
}

function changesOf(before: LockGraph, after: LockGraph, judgePackages: JudgePackages): ToolChange[] {
  const [ofBase, ofCandidate] = [
    judgeIdentities(before, judgePackages),
    judgeIdentities(after, judgePackages),
  ];
  return [...ofBase.reached]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, known]): ToolChange[] => {
      const now = ofCandidate.reached.get(name) ?? [];
      const direct = [...ofBase.direct].filter(([key]) => key.endsWith(`\0${name}`));
      const isDirect = direct.length > 0;
      const from = [...new Set(known.map((one) => inWords(one, name)))].join(' and ');
      if (now.length === 0) return isDirect ? [{ name, isDirect, from }] : [];
      const other =
        now.find((one) => !known.some((before) => samePackage(before, one))) ??
        direct
          .map(([key, one]): [LockedPackage, LockedPackage | undefined] => [one, ofCandidate.direct.get(key)])
          .find(([one, then]) => then && !samePackage(one, then))?.[1];
      return other ? [{ name, isDirect, from, to: inWords(other, name) }] : [];
    });
}

/**
 * The judge's packages for which a manifest now asks so that another version would be installed: one that the
 * lockfile does not have or, without a lockfile, whatever the new range lets in.
 */
export function toolsByRange(
  before: PackageSide,
  after: PackageSide,
  judgePackages: JudgePackages,
): ReplacedTool[] {
  return [...after.manifests].flatMap(([directory, manifest]) => {
    const wanted = askedFor(before.manifests.get(directory) ?? {});
    const wants = askedFor(manifest);
    const names = new Set([...Object.keys(wanted), ...Object.keys(wants)]);
    return [...names].toSorted().flatMap((name) => {
      const [from, to] = [wanted[name], wants[name]];
      if (!judgePackages.has(name) || from === undefined) return [];
      const locked = lockedVersion(after, directory, name);
      const asked = after.graph && !before.graph ? from : to;
      const stays = locked === undefined ? sameRange(from, to) : satisfies(locked, asked);
      if (stays || (after.graph && to === from)) return [];
      const now = to === undefined ? 'no longer asks for it' : `asks for ${to}`;
      return [
        {
          name,
          finding: {
            rule: 'tool-replaced',
            file: manifestPath(directory),
            context: name,
            message: `${name} judges this repository. The base asks for ${from}, the candidate ${now}. ${MEND}`,
          },
        },
      ];
    });
  });
}

const MEND =
  'The gates ran with the base’s. Take the change back, or ask the orchestrator for a waiver of tool-replaced for this file.';

function replaced(head: ToolChange, along: readonly ToolChange[], file: string): JudgeFinding {
  const named = along.slice(0, MAX_ALONG).map(({ name, from, to }) => `${name} ${from} → ${to ?? 'gone'}`);
  const rest = along.length > MAX_ALONG ? [`${along.length - MAX_ALONG} more`] : [];
  const withIt = named.length > 0 ? ` With it: ${[...named, ...rest].join(', ')}.` : '';
  return {
    rule: 'tool-replaced',
    file,
    context: head.name,
    message: `${head.name} judges this repository and ${inChange(head)}.${withIt} ${MEND}`,
  };
}

const MAX_ALONG = 10;

function inChange({ from, to }: ToolChange): string {
  if (to === undefined) return `is installed on the base (${from}) and no longer here`;
  return from.split(' and ').includes(to)
    ? `would be ${to} with another content, or in another place, than on the base`
    : `would be ${to} in the place of ${from}`;
}

function lockedVersion(side: PackageSide, directory: string, name: string): string | undefined {
  const importer = side.graph?.importers.find((one) => one.directory === directory);
  const id = importer?.dependencies.find((edge) => edge.name === name)?.id;
  return id === undefined ? undefined : side.graph?.packages.get(id)?.version;
}

/** Ranges that are no versions (catalogs, workspaces, tags) are the lockfile's to answer. */
function satisfies(version: string, range: string | undefined): boolean {
  if (range === undefined) return true;
  const valid = semver.validRange(range);
  return valid === null || semver.satisfies(version, valid, { includePrerelease: true });
}

function sameRange(from: string, to: string | undefined): boolean {
  if (to === undefined) return false;
  const [a, b] = [semver.validRange(from), semver.validRange(to)];
  return a === null || b === null ? from === to : a === b;
}
