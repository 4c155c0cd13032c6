import { failed, passed, type GateResult, type Waiver } from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';
import type { Policy } from '../policy/policy.js';
import type { Question } from '../question.js';
import { BUILD_TOOLS, LINT_TOOLS, TEST_TOOLS, TYPECHECK_TOOLS } from '../tools/index.js';
import { ENGINE_VERSION } from '../version.js';
import { weighed } from './judge-finding.js';
import { changedJudgeFiles, integrityFindings, protectedFiles } from './protected-files.js';
import { isWaived, waiversInForce } from './waivers.js';

const TOOL_FILES = [...TYPECHECK_TOOLS, ...LINT_TOOLS, ...TEST_TOOLS, ...BUILD_TOOLS].flatMap(
  (tool) => tool.configFiles,
);

export interface Integrity {
  result: GateResult;
  /** Paths of the judge that the candidate changed without leave: the gates run with the base's. */
  fromBase: string[];
  /** Files that the gates see otherwise than either tree has them: sections of the base's in the candidate's file. */
  texts: ReadonlyMap<string, string>;
  /** The waivers that hold for this question. */
  waivers: Waiver[];
}

/**
 * Does the candidate leave its judge alone? Whatever configures a tool, and the policy itself, speaks from the
 * base; a candidate that touches it is rejected unless the orchestrator has waived it for this tree.
 */
export async function judgeIntegrity(
  question: Question,
  policy: Policy,
  _repository: Repository,
  now: Date,
): Promise<Integrity> {
  const started = performance.now();
  const { request, candidate, judge, changes, isFirstChange, tree } = question;
  const isProtected = protectedFiles(TOOL_FILES, policy.integrity.protect);
  const judgeFiles = isFirstChange ? [] : changedJudgeFiles(changes, isProtected);
  const waivers = waiversInForce(request.waivers ?? [], tree, request.candidate.base.commit, now);
  const findings = weighed(
    integrityFindings(judgeFiles, judge.manifest, candidate.manifest),
    policy.integrity.rules,
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
  const objects = findings.some(({ severity }) => severity === 'error');
  return {
    result: objects ? failed(answer) : passed(answer),
    fromBase: judgeFiles.filter((file) => !isWaived({ rule: 'judge-changed', file }, waivers)),
    texts: new Map(),
    waivers,
  };
}
