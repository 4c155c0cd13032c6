import {
  checkIdOf,
  type CheckRequest,
  type GateResult,
  outcomeOf,
  passed,
  Verdict,
} from '@quality-gates/contract';

export type VerdictParts = Partial<
  Pick<
    Verdict,
    | 'requiredGates'
    | 'scope'
    | 'waivers'
    | 'policyDigest'
    | 'engineVersion'
    | 'sandbox'
    | 'startedAt'
    | 'durationMs'
  >
> & {
  /** What the gates say. Gates that are asked about or usual for the stage, and not given here, pass. */
  gates?: GateResult[];
};

const USUAL = {
  'pre-commit': ['integrity', 'typecheck', 'lint', 'test'],
  'post-commit': ['integrity', 'typecheck', 'lint', 'test', 'coverage', 'build'],
} as const;

/**
 * A valid verdict about exactly this request: approved, unless the given gates say otherwise.
 *
 * @throws ZodError where the parts make no valid verdict
 */
export function verdictFor(request: CheckRequest, parts: VerdictParts = {}): Verdict {
  const { gates: given = [], ...rest } = parts;
  const names = [...new Set<string>(request.gates ?? USUAL[request.stage])];
  const others = names.filter((name) => !given.some(({ gate }) => gate === name)).map(passing);
  const gates = [...given, ...others];
  const requiredGates = rest.requiredGates ?? gates.filter((gate) => gate.required).map(({ gate }) => gate);
  return Verdict.parse({
    checkId: checkIdOf(request),
    scope: request.gates ? 'partial' : 'full',
    stage: request.stage,
    candidate: request.candidate,
    policyDigest: '0'.repeat(64),
    engineVersion: '0.0.0-mock',
    sandbox: 'none',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    ...rest,
    requiredGates,
    gates,
    outcome: outcomeOf(requiredGates, gates),
  });
}

function passing(gate: string): GateResult {
  return passed({ gate, required: true, durationMs: 1, evidence: [{ kind: 'mock', count: 1 }] });
}
