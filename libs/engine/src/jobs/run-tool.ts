import { unreachable } from '@quality-gates/contract';
import type { Inventory } from '../evidence/inventory.js';
import { judgeBuild } from '../gates/build.js';
import type { Elsewhere, GateAnswer, GateAnswers, GateContext, Layout } from '../gates/gate.js';
import { judgeLint } from '../gates/lint.js';
import { judgeTestAndCoverage } from '../gates/test-and-coverage.js';
import { judgeTypecheck } from '../gates/typecheck.js';
import type { Job } from '../plan/job.js';
import { escapeRegExp } from '../sources/escape-regexp.js';
import type { ResolvedTool } from '../tools/tool.js';
import { sealFiles } from '../workspace/seal.js';
import type { JobContext } from './job-context.js';
import { layOut } from './lay-out.js';

/** Lays the candidate out in a workspace of the job's own, and lets its gates judge there. */
export async function runTool(
  job: Job,
  tool: ResolvedTool,
  context: JobContext,
  ofBase: Inventory | undefined,
): Promise<GateAnswers> {
  const { question, policy, integrity } = context;
  const timeoutMs = Math.max(...job.gates.map((gate) => policy.timeouts[gate] ?? policy.limits.timeoutMs));
  const elsewhere = (layout: Layout) => layOut(context, integrity, layout, timeoutMs);
  await using home = await elsewhere({ of: 'candidate' });
  const gateContext: GateContext = {
    stage: question.request.stage,
    place: home.place,
    tool,
    policy,
    change: question.change,
    run: (command) => home.run(command),
    touched: await watch(job, home),
    readCandidate: (file) => question.candidate.read(file),
    readBase: async (file) => (question.isFirstChange ? undefined : question.judge.read(file)),
    ...(ofBase && { ofBase }),
    elsewhere,
  };
  const answers = await judge(job, gateContext);
  return new Map(
    [...answers].map(([gate, answer]) => [gate, withoutPlaces(answer, context.engine.directory)]),
  );
}

/** Tests run the candidate's code, which can write to its tree. */
async function watch(job: Job, { place }: Elsewhere): Promise<GateContext['touched']> {
  return job.kind === 'test' ? sealFiles(place.directory, place.files) : () => Promise.resolve([]);
}

async function judge(job: Job, context: GateContext): Promise<GateAnswers> {
  switch (job.kind) {
    case 'typecheck':
      return new Map([['typecheck', await judgeTypecheck(context, job.tool, job.setup)]]);
    case 'lint':
      return new Map([['lint', await judgeLint(context, job.tool, job.setup)]]);
    case 'test':
      return judgeTestAndCoverage(context, job.tool, job.setup, {
        test: job.gates.includes('test'),
        coverage: job.gates.includes('coverage'),
      });
    case 'build':
      return new Map([['build', await judgeBuild(context, job.tool, job.setup)]]);
    default:
      return unreachable(job);
  }
}

/** Where workspaces happened to lie says nothing to a reader, and would make equal answers differ. */
function withoutPlaces(answer: GateAnswer, workspaces: string): GateAnswer {
  const place = new RegExp(`${escapeRegExp(workspaces)}/[^/\\s]+(/tree/)?`, 'g');
  const plain = (text: string) => text.replace(place, '');
  if (answer.status === 'inconclusive') return { ...answer, message: plain(answer.message) };
  return { ...answer, findings: answer.findings.map((one) => ({ ...one, message: plain(one.message) })) };
}
