import {
  QualityGatesError,
  KNOWN_GATES,
  unreachable,
  type CheckRequest,
  type GateName,
  type KnownGate,
  type SkipReason,
} from '@quality-gates/contract';
import type { Policy } from './policy/policy.js';
import type { Project } from './policy/project.js';
import { BUILD_TOOLS, LINT_TOOLS, TEST_TOOLS, TYPECHECK_TOOLS, unsupportedTool } from './tools/index.js';
import type { BuildTool, LintTool, TestTool, Tool, ToolSetup, TypecheckTool } from './tools/tool.js';

/** One tool run and the gates that it answers. */
export type Job =
  | { kind: 'typecheck'; gates: GateName[]; tool: TypecheckTool; setup: ToolSetup }
  | { kind: 'lint'; gates: GateName[]; tool: LintTool; setup: ToolSetup }
  | { kind: 'test'; gates: GateName[]; tool: TestTool; setup: ToolSetup }
  | { kind: 'build'; gates: GateName[]; tool: BuildTool; setup: ToolSetup };

/** Which tool answers which gate, and which gates have none. */
export interface Plan {
  /** The gates that decide, in the order of the policy. */
  required: GateName[];
  scope: 'full' | 'partial';
  integrity: boolean;
  jobs: Job[];
  skipped: { gate: GateName; reason: SkipReason; message: string }[];
  missing: { gate: GateName; message: string }[];
}

/** Decides from the base, and nothing but the base, what is asked of a candidate. */
export async function planGates(
  request: Pick<CheckRequest, 'stage' | 'gates'>,
  policy: Policy,
  base: Project,
): Promise<Plan> {
  const ofStage = policy.stages[request.stage];
  const wanted = request.gates ?? ofStage;
  const unknown = wanted.find((gate) => !isKnown(gate));
  if (unknown !== undefined) {
    throw new QualityGatesError('invalid-request', `There is no gate "${unknown}".`, {
      mend: `Known gates: ${KNOWN_GATES.join(', ')}.`,
    });
  }

  const plan: Plan = { required: [], scope: 'full', integrity: false, jobs: [], skipped: [], missing: [] };
  for (const gate of KNOWN_GATES.filter((known) => wanted.includes(known))) {
    await planGate(gate, plan, policy, base, request.gates?.includes(gate) ?? false);
  }
  const demanded = await demandedBy(ofStage, policy, base);
  if (demanded.some((gate) => !plan.required.includes(gate))) plan.scope = 'partial';
  return plan;
}

async function planGate(
  gate: KnownGate,
  plan: Plan,
  policy: Policy,
  base: Project,
  asked: boolean,
): Promise<void> {
  const skip = (reason: SkipReason, message: string) => void plan.skipped.push({ gate, reason, message });
  if (policy.off.has(gate)) return skip('off-in-policy', `The policy of the base turns ${gate} off.`);
  if (gate === 'integrity') {
    plan.integrity = true;
    plan.required.push(gate);
    return;
  }
  const answer = await answerFor(gate, policy, base);
  if (answer.kind === 'nothing') {
    const demanded = asked || policy.explicit.has(gate);
    if (!demanded) return skip('not-detected', answer.message);
    plan.required.push(gate);
    plan.missing.push({ gate, message: answer.message });
    return;
  }
  plan.required.push(gate);
  if (answer.kind === 'unsupported') plan.missing.push({ gate, message: answer.message });
  else addJob(plan, gate, answer.job);
}

/** `test` and `coverage` share one run where both are asked for. */
function addJob(plan: Plan, gate: GateName, job: Job): void {
  const shared = plan.jobs.find((other) => other.kind === job.kind);
  if (shared) shared.gates.push(gate);
  else plan.jobs.push({ ...job, gates: [gate] });
}

/** What the policy asks for at this stage, whatever the request names. */
async function demandedBy(gates: readonly GateName[], policy: Policy, base: Project): Promise<GateName[]> {
  const demanded: GateName[] = [];
  for (const gate of gates) {
    if (policy.off.has(gate) || !isKnown(gate)) continue;
    const applies =
      gate === 'integrity' ||
      policy.explicit.has(gate) ||
      (await answerFor(gate, policy, base)).kind !== 'nothing';
    if (applies) demanded.push(gate);
  }
  return demanded;
}

type Answer =
  { kind: 'job'; job: Job } | { kind: 'unsupported'; message: string } | { kind: 'nothing'; message: string };

async function answerFor(
  gate: Exclude<KnownGate, 'integrity'>,
  policy: Policy,
  base: Project,
): Promise<Answer> {
  const job = await jobFor(gate, policy, base);
  if (job) return { kind: 'job', job };
  const unsupported = unsupportedTool(gate === 'coverage' ? 'test' : gate, base);
  if (unsupported && gate !== 'coverage') return { kind: 'unsupported', message: unsupported };
  return { kind: 'nothing', message: MENDS[gate] };
}

const MENDS = {
  typecheck:
    'The base has no tsconfig.json with TypeScript among its dependencies. Add them, or turn the gate off in quality-gates.yaml.',
  lint: 'The base has no ESLint configuration with ESLint among its dependencies. Add them, or turn the gate off in quality-gates.yaml.',
  test: 'The base has no supported test runner (Vitest, Jest) among its dependencies. Add one, or turn the gate off in quality-gates.yaml.',
  coverage:
    'The base has no coverage provider for its test runner (for Vitest: npm install --save-dev @vitest/coverage-v8). Add it, or turn the gate off in quality-gates.yaml.',
  build: 'The base has no supported build tool (tsup). Add one, or turn the gate off in quality-gates.yaml.',
};

async function jobFor(
  gate: Exclude<KnownGate, 'integrity'>,
  policy: Policy,
  base: Project,
): Promise<Job | undefined> {
  switch (gate) {
    case 'typecheck': {
      const found = await detect(TYPECHECK_TOOLS, base);
      if (!found) return undefined;
      const setup =
        policy.typecheck.project === undefined
          ? found.setup
          : { ...found.setup, project: policy.typecheck.project };
      return { kind: 'typecheck', gates: [gate], tool: found.tool, setup };
    }
    case 'lint': {
      const found = await detect(LINT_TOOLS, base);
      if (!found) return undefined;
      const setup =
        policy.lint.files === undefined ? found.setup : { ...found.setup, patterns: policy.lint.files };
      return { kind: 'lint', gates: [gate], tool: found.tool, setup };
    }
    case 'test':
    case 'coverage': {
      const found = await detect(TEST_TOOLS, base);
      if (!found || (gate === 'coverage' && !found.tool.measuresCoverage(found.setup))) return undefined;
      return { kind: 'test', gates: [gate], ...found };
    }
    case 'build': {
      const found = await detect(BUILD_TOOLS, base);
      return found && { kind: 'build', gates: [gate], ...found };
    }
    default:
      return unreachable(gate);
  }
}

async function detect<T extends Tool>(
  tools: readonly T[],
  base: Project,
): Promise<{ tool: T; setup: ToolSetup } | undefined> {
  for (const tool of tools) {
    const setup = await tool.detect(base);
    if (setup) return { tool, setup };
  }
  return undefined;
}

const isKnown = (gate: string): gate is KnownGate => KNOWN_GATES.some((known) => known === gate);
