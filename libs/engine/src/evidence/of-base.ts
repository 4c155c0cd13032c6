import type { GateAnswer } from '../gates/gate.js';
import type { Inventory } from './inventory.js';

/** What a job did on the base, or why nobody can tell. */
export type OfBase =
  | { kind: 'known'; inventory: Inventory }
  | { kind: 'nothing' }
  | { kind: 'untold'; answer: Extract<GateAnswer, { status: 'inconclusive' }> };
