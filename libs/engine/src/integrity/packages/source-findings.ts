import { askedFor } from '../../workspace/lockfiles/manifests.js';
import { sourceObjections } from '../../workspace/lockfiles/source-objections.js';
import type { JudgeFinding } from '../judge-finding.js';
import { manifestPath, type PackageSide } from './package-side.js';

const MAX_FINDINGS = 30;

/** Packages that would come from where the base's do not, or under another's name. */
export function sourceFindings(before: PackageSide, after: PackageSide): JudgeFinding[] {
  const findings = after.graph
    ? sourceObjections(before.graph, after.graph).map(({ name, what, refused }) =>
        about(after.graph?.lockfile ?? '', name, what, refused),
      )
    : bySpecifier(before, after);
  const rest = findings.length - MAX_FINDINGS;
  if (rest <= 0) return findings;
  const shown = findings.slice(0, MAX_FINDINGS);
  const [first] = shown;
  return first
    ? [
        ...shown,
        {
          ...first,
          context: 'rest',
          message: `${rest} more packages come from places that the base does not use.`,
        },
      ]
    : [];
}

/** Without a lockfile only what a manifest asks for can be told. */
function bySpecifier(before: PackageSide, after: PackageSide): JudgeFinding[] {
  return [...after.manifests].flatMap(([directory, manifest]) => {
    const known = askedFor(before.manifests.get(directory) ?? {});
    return Object.entries(askedFor(manifest)).flatMap(([name, specifier]) => {
      if (known[name] === specifier || !ELSEWHERE.test(specifier)) return [];
      if (specifier.startsWith('npm:') && specifier.startsWith(`npm:${name}@`)) return [];
      return [about(manifestPath(directory), name, `${name} would be ${specifier}`, false)];
    });
  });
}

/** What npm takes for something else than versions of the package of that name. */
const ELSEWHERE =
  /^(npm:|file:|link:|portal:|patch:|git[+:@]|ssh:|https?:|github:|gitlab:|bitbucket:|gist:)|^[\w.-]+\/[\w.-]+(#|$)/;

function about(file: string, name: string, what: string, refused: boolean): JudgeFinding {
  const therefore = refused ? ' Nothing was installed for it.' : '';
  return {
    rule: 'package-source',
    file,
    context: name,
    message: `${what}.${therefore} Take the package of that name from the registry that the base uses, or ask the orchestrator for a waiver.`,
  };
}
