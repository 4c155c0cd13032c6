import {
  failed,
  inconclusive,
  passed,
  type Evidence,
  type GateResult,
  type Waiver,
} from '@quality-gates/contract';
import type { Untold } from '../gates/gate.js';
import type { Policy } from '../policy/policy.js';
import type { Question } from '../question.js';
import { ENGINE_VERSION } from '../version.js';
import type { JudgePackages } from '../workspace/judge-packages.js';
import {
  judgeConfiguration,
  layoutOf,
  type ConfigurationJudgement,
  type ConfigurationLayout,
  type ConfigurationTools,
} from './configuration/index.js';
import { levelOf, weighed } from './judge-finding.js';
import { judgeSyntax, type ReadSyntax, type SyntaxJudgement } from './judge-syntax.js';
import { packageFindings } from './packages/index.js';
import { isWaived } from './waivers.js';

/** What the gates need of the judgement: how the judge's own files are laid out, and what is waived. */
export interface Integrity extends ConfigurationLayout {
  result: GateResult;
  /** The waivers that hold for this question. */
  waivers: readonly Waiver[];
}

export interface IntegrityMeans {
  policy: Policy;
  judgePackages: JudgePackages;
  waivers: readonly Waiver[];
  tools: ConfigurationTools;
  readSyntax: ReadSyntax;
}

/**
 * Does the candidate leave its judge alone? Its configuration, its packages and its syntax are held against the
 * base's. What configures a tool speaks from the base, unless the orchestrator has waived the change for this tree.
 */
export async function judgeIntegrity(question: Question, means: IntegrityMeans): Promise<Integrity> {
  const started = performance.now();
  const { policy, judgePackages, waivers, tools, readSyntax } = means;
  const { judge, candidate, changes, isFirstChange } = question;
  const configuration = await judgeConfiguration(question, policy, tools);
  const packages = isFirstChange ? [] : await packageFindings(judge, candidate, judgePackages);

  const syntax = await judgeSyntax(question, readSyntax);
  const findings = weighed(
    [...configuration.findings, ...packages, ...(syntax.kind === 'told' ? syntax.findings : [])],
    policy.integrity.rules,
  );
  const evidence: Evidence[] = [
    { kind: 'trees-compared', count: 2 },
    { kind: 'files-compared', count: candidate.files.size },
    { kind: 'sources-compared', count: syntax.compared },
  ];
  const about = {
    gate: 'integrity',
    required: true,
    tool: { name: 'quality-gates', version: ENGINE_VERSION },
    durationMs: Math.round(performance.now() - started),
  };
  const answer = { ...about, evidence, metrics: { filesChanged: changes.length }, findings };
  const untold = untoldOf(syntax, configuration, policy);
  return {
    ...layoutOf(configuration.files, (file) => isWaived({ rule: 'judge-changed', file }, waivers)),
    result: findings.some(({ severity }) => severity === 'error')
      ? failed(answer)
      : untold
        ? inconclusive(untold.reason, untold.message, about)
        : passed(answer),
    waivers,
  };
}

/** What nobody can tell decides where what it might have found would. */
function untoldOf(
  syntax: SyntaxJudgement,
  configuration: ConfigurationJudgement,
  policy: Policy,
): Untold | undefined {
  if (syntax.kind === 'untold') return syntax.answer;
  const decides = levelOf('judge-changed', policy.integrity.rules) === 'error';
  return decides ? configuration.untold : undefined;
}
