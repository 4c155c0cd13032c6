import { failed, passed, type GateResult, type Waiver } from '@quality-gates/contract';
import type { Policy } from '../policy/policy.js';
import type { Question } from '../question.js';
import { BUILD_TOOLS, LINT_TOOLS, TEST_TOOLS, TYPECHECK_TOOLS } from '../tools/index.js';
import { ENGINE_VERSION } from '../version.js';
import { changedJudgeFiles, integrityFindings, protectedFiles } from './protected-files.js';
import { isWaived, waiversInForce } from './waivers.js';

const TOOL_FILES = [...TYPECHECK_TOOLS, ...LINT_TOOLS, ...TEST_TOOLS, ...BUILD_TOOLS].flatMap(
  (tool) => tool.configFiles,
);

export interface Integrity {
  result: GateResult;
  /** Paths of the judge that the candidate changed without leave: the gates run with the base's. */
  fromBase: string[];
  /** The waivers that were applied. */
  waivers: Waiver[];
}

/**
 * Does the candidate leave its judge alone? Whatever configures a tool, and the policy itself, speaks from the
 * base; a candidate that touches it is rejected unless the orchestrator has waived it for this tree.
 */
export function judgeIntegrity(question: Question, policy: Policy, now: Date): Integrity {
  const started = performance.now();
  const { request, candidate, judge, changes, isFirstChange, tree } = question;
  const isProtected = protectedFiles(TOOL_FILES, policy.integrity.protect);
  const judgeFiles = isFirstChange ? [] : changedJudgeFiles(changes, isProtected);
  const inForce = waiversInForce(request.waivers ?? [], tree, request.candidate.base.commit, now);
  const findings = integrityFindings(judgeFiles, judge.manifest, candidate.manifest).map((one) =>
    isWaived(one, inForce) ? { ...one, waived: true } : one,
  );
  const answer = {
    gate: 'integrity',
    required: true,
    tool: { name: 'quality-gates', version: ENGINE_VERSION },
    evidence: [
      { kind: 'trees-compared', count: 2 },
      { kind: 'files-compared', count: candidate.files.size },
    ],
    metrics: { filesChanged: changes.length },
    findings,
    durationMs: Math.round(performance.now() - started),
  };
  const objections = findings.filter((one) => !one.waived);
  return {
    result: objections.length > 0 ? failed(answer) : passed(answer),
    fromBase: judgeFiles.filter((file) => !isWaived({ rule: 'judge-changed', file }, inForce)),
    waivers: inForce.filter((waiver) => findings.some((one) => isWaived(one, [waiver]))),
  };
}
