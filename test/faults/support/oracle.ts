import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { CheckRequest } from '@quality-gates/contract';

/**
 * What an approval of a question is, said a second time and in other words than the client's: whoever believes an
 * answer of which this is not true has been fooled. It knows nothing of schemas.
 */
export function approves(text: string, asked: CheckRequest): boolean {
  const value = readOnce(text);
  return value !== undefined && isApprovalOf(value, asked);
}

/** The same of a JSON value. */
export function isApprovalOf(value: unknown, asked: CheckRequest): boolean {
  if (!isRecord(value) || !isDeepStrictEqual(value['candidate'], asked.candidate)) return false;
  const { outcome, stage, checkId, requiredGates, gates } = value;
  return (
    outcome === 'approved' &&
    stage === asked.stage &&
    checkId === idOf(asked) &&
    isListOf(requiredGates, (name) => typeof name === 'string') &&
    isListOf(gates, isRecord) &&
    requiredGates.length > 0 &&
    requiredGates.every((name) => gates.filter((gate) => gate['gate'] === name).length === 1) &&
    gates.every((gate) => !decides(gate, requiredGates) || hasPassed(gate)) &&
    Object.keys(value).every((key) => MEMBERS.has(key))
  );
}

const MEMBERS = new Set(
  `checkId outcome scope stage candidate requiredGates gates waivers policyDigest engineVersion sandbox startedAt
   durationMs`.split(/\s+/),
);

/** JSON in which nothing is said twice; nothing for all else. */
export function readOnce(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const said = text.match(/"(?:[^"\\]|\\.)*"\s*:/g)?.length ?? 0;
    return said === keysIn(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, member) => sum + keysIn(member), own);
}

function decides(gate: Record<string, unknown>, requiredGates: unknown[]): boolean {
  return gate['required'] !== false || requiredGates.includes(gate['gate']);
}

function hasPassed({ status, evidence }: Record<string, unknown>): boolean {
  return (
    status === 'passed' &&
    isListOf(evidence, isRecord) &&
    evidence.some(({ count }) => typeof count === 'number' && count > 0)
  );
}

/** SHA-256 over the question without its origin, keys in order; for questions without waivers. */
function idOf({ stage, candidate, gates }: CheckRequest): string {
  const { repository, tree, commit, base } = candidate;
  const content = {
    candidate: { base: { commit: base.commit, ref: base.ref }, commit, repository, tree },
    gates: gates?.toSorted(),
    stage,
  };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isListOf<T>(value: unknown, is: (member: unknown) => member is T): value is T[];
function isListOf(value: unknown, is: (member: unknown) => boolean): value is unknown[];
function isListOf(value: unknown, is: (member: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.every(is);
}
