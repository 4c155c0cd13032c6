import { askedFor } from '../../workspace/lockfiles/manifests.js';
import { sourceObjections } from '../../workspace/lockfiles/source-objections.js';
import type { JudgeFinding } from '../judge-finding.js';
import { manifestPath, type PackageSide } from './package-side.js';

const MAX_FINDINGS = 30;

/** A package that would come from where the base's do not. */
export interface OtherSource {
  name: string;
  /** The file of the candidate that says so. */
  file: string;
  /** A sentence without a full stop. */
  what: string;
  /** Whether it is not even installed. */
  refused: boolean;
}

/** Packages that would come from where the base's do not, or under another's name. */
export function sourcesOf(before: PackageSide, after: PackageSide): OtherSource[] {
  const { graph } = after;
  if (!graph) return bySpecifier(before, after);
  return sourceObjections(before.graph, graph).map((one) => ({ ...one, file: graph.lockfile }));
}

/** Without a lockfile only what a manifest asks for can be told. */
function bySpecifier(before: PackageSide, after: PackageSide): OtherSource[] {
  return [...after.manifests].flatMap(([directory, manifest]) => {
    const known = askedFor(before.manifests.get(directory) ?? {});
    return Object.entries(askedFor(manifest)).flatMap(([name, specifier]) => {
      if (known[name] === specifier || !ELSEWHERE.test(specifier)) return [];
      if (specifier.startsWith(`npm:${name}@`)) return [];
      return [{ name, file: manifestPath(directory), what: `${name} would be ${specifier}`, refused: false }];
    });
  });
}

/** What npm takes for something else than versions of the package of that name. */
const ELSEWHERE =
  /^(npm:|file:|link:|portal:|patch:|git[+:@]|ssh:|https?:|github:|gitlab:|bitbucket:|gist:)|^[\w.-]+\/[\w.-]+(#|$)/;

export function sourceFindings(sources: readonly OtherSource[]): JudgeFinding[] {
  const findings = sources.slice(0, MAX_FINDINGS).map(findingOf);
  const [first] = sources;
  const rest = sources.length - MAX_FINDINGS;
  if (!first || rest <= 0) return findings;
  const message = `${rest} more packages come from places that the base does not use.`;
  return [...findings, { rule: 'package-source', file: first.file, context: 'rest', message }];
}

function findingOf({ name, file, what, refused }: OtherSource): JudgeFinding {
  const therefore = refused ? ' Nothing was installed for it.' : '';
  return {
    rule: 'package-source',
    file,
    context: name,
    message: `${what}.${therefore} Take the package of that name from the registry that the base uses, or ask the orchestrator for a waiver.`,
  };
}
