import { unreachable, type KnownGate } from '@quality-gates/contract';
import type { Policy } from '../policy/policy.js';
import type { Project } from '../policy/project.js';
import { BUILD_TOOLS, LINT_TOOLS, TEST_TOOLS, TYPECHECK_TOOLS, unsupportedTool } from '../tools/index.js';
import type { Tool, ToolSetup } from '../tools/tool.js';
import type { Job } from './job.js';

/** Who answers a gate on the base. */
export type Answer =
  { kind: 'job'; job: Job } | { kind: 'unsupported'; message: string } | { kind: 'nothing'; message: string };

/** Detects, on the base, which tool answers a gate. */
export async function answerFor(
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
  build:
    'The base has no supported build tool (tsup, tsdown, or a build script that calls vite build or tsc). Add one, or turn the gate off in quality-gates.yaml.',
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
