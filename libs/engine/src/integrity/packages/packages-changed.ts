import type { JudgeFinding } from '../judge-finding.js';
import type { PackageDifference } from './locked-differences.js';

const MAX_NAMED = 25;

/** One note that lists what became of the packages: the new ones first. */
export function packagesChanged(differences: readonly PackageDifference[], file: string): JudgeFinding[] {
  if (differences.length === 0) return [];
  const added = differences.filter(({ from, kept }) => from.length === 0 && kept.length === 0);
  const removed = differences.filter(({ to, kept }) => to.length === 0 && kept.length === 0);
  const changed = differences.filter((one) => !added.includes(one) && !removed.includes(one));
  const parts = [
    list('new', added, (one) => `${one.name} ${one.to.join(', ')} (${origin(one)})`),
    list('changed', changed, (one) => `${one.name} ${transition(one)}`),
    list('gone', removed, (one) => `${one.name} ${one.from.join(', ')}`),
  ].filter((part) => part !== undefined);
  return [{ rule: 'packages-changed', file, message: `Packages of ${file}: ${parts.join('. ')}.` }];
}

function list(
  title: string,
  differences: readonly PackageDifference[],
  inWords: (one: PackageDifference) => string,
): string | undefined {
  if (differences.length === 0) return undefined;
  const directFirst = [
    ...differences.filter((one) => one.direct),
    ...differences.filter((one) => !one.direct),
  ];
  const named = directFirst.slice(0, MAX_NAMED).map(inWords);
  const rest = differences.length > MAX_NAMED ? [`and ${differences.length - MAX_NAMED} more`] : [];
  return `${differences.length} ${title}: ${[...named, ...rest].join(', ')}`;
}

function origin({ direct, through }: PackageDifference): string {
  if (direct) return 'asked for by the project';
  return through === undefined ? 'for another package' : `for ${through}`;
}

function transition({ from, to, kept }: PackageDifference): string {
  if (from.length > 0 && to.length > 0) return `${from.join(', ')} → ${to.join(', ')}`;
  return to.length > 0
    ? `${to.join(', ')} beside ${kept.join(', ')}`
    : `no longer ${from.join(', ')}, only ${kept.join(', ')}`;
}
