import { KNOWN_GATES, type GateResult, type KnownGate } from '@quality-gates/contract';

/** The order in which one gate's failure explains the next one's. */
const EXPLAINS: readonly KnownGate[] = ['integrity', 'typecheck', 'lint', 'build', 'test', 'coverage'];

const isKnown = (gate: string): gate is KnownGate => KNOWN_GATES.some((known) => known === gate);
const rank = ({ gate }: GateResult): number => (isKnown(gate) ? EXPLAINS.indexOf(gate) : EXPLAINS.length);

/** Root cause first; gates that the verdict depends on before the others. */
export function inOrder(gates: readonly GateResult[]): GateResult[] {
  return [...gates].sort((a, b) => rank(a) - rank(b) || Number(b.required) - Number(a.required));
}
