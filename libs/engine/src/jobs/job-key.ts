import { unreachable, type ObjectId } from '@quality-gates/contract';
import type { Job } from '../plan/job.js';
import type { Policy } from '../policy/policy.js';
import { gateKey } from '../record/gate-key.js';
import type { ResolvedTool, ToolSetup } from '../tools/tool.js';
import type { JobContext } from './job-context.js';
import type { Grounds } from './lay-out.js';

/** The name under which the record knows a job: everything that can change its answer. */
export function jobKey(
  job: Job,
  tool: ResolvedTool,
  { engine, question, policy, dependencies, integrity }: JobContext,
): string {
  const { request, tree, baseTree } = question;
  return gateKey({
    gates: job.gates,
    tool: { name: tool.name, version: tool.version },
    setup: job.setup,
    tree,
    baseTree,
    fromBase: integrity.fromBase,
    texts: [...integrity.texts],
    policy: {
      settings: settingsOf(job, policy),
      rules: policy.integrity.rules,
      limits: policy.limits,
      timeouts: job.gates.map((gate) => policy.timeouts[gate] ?? null),
    },
    dependencies: dependencies.kind === 'unavailable' ? '' : dependencies.digest,
    sandbox: engine.sandbox.kind,
    selection: job.kind === 'test' && request.stage === 'pre-commit' ? 'related' : 'all',
  });
}

/** The name under which what a job did on a tree is known, whatever the tree was judged against. */
export function inventoryKey(
  job: Job,
  tool: ResolvedTool,
  tree: ObjectId,
  { engine, policy, dependencies }: JobContext,
): string {
  return gateKey({
    gates: [job.kind, 'inventory'],
    tool: { name: tool.name, version: tool.version },
    setup: job.setup,
    tree,
    baseTree: tree,
    fromBase: [],
    policy: { settings: settingsOf(job, policy), limits: policy.limits },
    dependencies: dependencies.kind === 'unavailable' ? '' : dependencies.digest,
    sandbox: engine.sandbox.kind,
    selection: 'all',
  });
}

/** The name under which a tool's word on a configuration is known: the trees, whose it is, and what was asked. */
export function explanationKey(
  tool: ResolvedTool,
  { engine, question, policy, dependencies }: Omit<Grounds, 'signal' | 'repository'>,
  asked: {
    setup: ToolSetup;
    side: 'base' | 'candidate';
    sample: readonly string[];
    touched: readonly string[];
  },
): string {
  return gateKey({
    gates: ['explanation', asked.side],
    tool: { name: tool.name, version: tool.version },
    setup: asked.setup,
    tree: question.tree,
    baseTree: question.baseTree,
    fromBase: asked.touched,
    policy: { sample: asked.sample, limits: policy.limits },
    dependencies: dependencies.kind === 'unavailable' ? '' : dependencies.digest,
    sandbox: engine.sandbox.kind,
    selection: 'all',
  });
}

function settingsOf(job: Job, policy: Policy): unknown {
  switch (job.kind) {
    case 'typecheck':
      return policy.typecheck;
    case 'lint':
      return policy.lint;
    case 'test':
      return policy.coverage;
    case 'build':
      return policy.build;
    default:
      return unreachable(job);
  }
}
