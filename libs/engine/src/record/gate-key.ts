import { createHash } from 'node:crypto';
import { canonicalJson } from '@quality-gates/contract';
import { ENGINE_VERSION } from '../version.js';

/** Everything that can change what a gate answers. */
export interface GateInputs {
  gates: readonly string[];
  tool: { name: string; version: string };
  setup: unknown;
  /** The candidate's tree and the tree of the base, on which the marks of what was introduced depend. */
  tree: string;
  baseTree: string;
  /** The files that speak from the base. */
  fromBase: readonly string[];
  /** Files that are laid out otherwise than either tree has them. */
  texts?: readonly (readonly [string, string])[];
  /** The part of the policy that the gate reads, with its limits. */
  policy: unknown;
  dependencies: string;
  sandbox: string;
  /** Whether only the tests that the change can reach were asked for. */
  selection: 'all' | 'related';
}

/** Names a gate run by its inputs, so that the same work is never done twice. */
export function gateKey(inputs: GateInputs): string {
  const host = {
    engine: ENGINE_VERSION,
    node: process.version,
    platform: process.platform,
    arch: process.arch,
  };
  return createHash('sha256')
    .update(canonicalJson({ ...inputs, host }))
    .digest('hex');
}
