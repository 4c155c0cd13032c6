import { AssertionError } from 'node:assert';
import type { CheckRequest } from '@quality-gates/contract';

/** What a request must say; members left out do not matter. */
export interface Asked {
  stage?: CheckRequest['stage'];
  repository?: string;
  tree?: string;
  commit?: string;
  /** The base's name or its commit. */
  base?: string;
  agentId?: string;
  taskId?: string;
  attempt?: number;
  gates?: readonly string[];
  /** How many requests must say so. @default at least one */
  times?: number;
}

/** @throws AssertionError that lists what was asked instead */
export function expectAsked(requests: readonly CheckRequest[], expected: Asked = {}): void {
  const { times, ...wanted } = expected;
  const found = requests.filter((request) => says(request, wanted)).length;
  if (times === undefined ? found > 0 : found === times) return;
  throw new AssertionError({
    message: [
      `Expected ${times ?? 'at least one'} request(s) like ${JSON.stringify(wanted)}, found ${found}.`,
      requests.length === 0 ? 'Nothing was asked.' : 'What was asked:',
      ...requests.slice(0, 20).map((request) => `  ${JSON.stringify(summary(request))}`),
    ].join('\n'),
    actual: found,
    expected: times ?? 'at least 1',
    operator: 'expectAsked',
  });
}

function summary({ stage, candidate, origin, gates }: CheckRequest): Asked {
  const { repository, tree, commit, base } = candidate;
  return { stage, repository, tree, commit, base: `${base.ref} ${base.commit}`, ...origin, gates };
}

function says(request: CheckRequest, { base, gates, ...wanted }: Omit<Asked, 'times'>): boolean {
  const { candidate, origin, stage } = request;
  const actual = new Map<string, unknown>(Object.entries({ stage, ...candidate, ...origin }));
  return (
    Object.entries(wanted).every(([key, value]) => value === undefined || value === actual.get(key)) &&
    (base === undefined || base === candidate.base.ref || base === candidate.base.commit) &&
    (gates === undefined || sorted(gates) === sorted(request.gates ?? []))
  );
}

function sorted(gates: readonly string[]): string {
  return [...gates].sort().join(' ');
}
