import type { Untold } from '../../gates/gate.js';
import type { Policy } from '../../policy/policy.js';
import type { Question } from '../../question.js';
import type { Tool } from '../../tools/tool.js';
import type { JudgeFinding } from '../judge-finding.js';
import type { Walk } from './closure/walk-configuration.js';
import type { ConfigurationTools } from './configuration-tools.js';
import { configurationsOf } from './effect/tool-configurations.js';
import type { Effect } from './effect/effect.js';
import { toolEffect } from './effect/tool-effect.js';
import type { ConfigurationFile } from './laid-out.js';
import { judgeManifests } from './manifest/judge-manifests.js';
import { memberEffect } from './member-effect.js';
import { findingOf } from './messages.js';
import { sharedFindings } from './shared-findings.js';
import type { Sides } from './sides.js';
import { walkOnce } from './walk-once.js';

export interface ConfigurationJudgement {
  findings: JudgeFinding[];
  /** What the gates see of the judge's files that the candidate changed; give them to `layoutOf`. */
  files: ConfigurationFile[];
  /** Why what a change comes to could not be told, where that is not for the change to answer for. */
  untold?: Untold;
}

/**
 * Finds what the candidate changed of the configuration of its judge, what each change comes to, and how the gates
 * are to see it. The first change of a repository has no base to speak for it and is left as it is.
 */
export async function judgeConfiguration(
  question: Question,
  policy: Policy,
  tools: ConfigurationTools,
): Promise<ConfigurationJudgement> {
  const walked = walkOnce(question, policy, tools.inUse);
  const { sides } = walked;
  if (question.isFirstChange || sides.touched.size === 0) return { findings: [], files: [] };
  const walk = await walked.walk();
  let untold: Untold | undefined;
  const effectOf = onceForEach(async (tool) => {
    const effect = await effectOfTool(tool, sides, walk, tools);
    if (effect.kind === 'untold') untold ??= effect.answer;
    return effect;
  });
  const context = { sides, policy, judgeTexts: walk.texts, effectOf };

  const findings: JudgeFinding[] = [];
  const files: ConfigurationFile[] = [];
  for (const member of walk.judgeMembers.filter(({ path }) => sides.touched.has(path))) {
    const { effect, keepsCandidate } = await memberEffect(member, context);
    if (!keepsCandidate) files.push({ path: member.path, laidOut: { kind: 'from-base' } });
    const finding = findingOf(member, effect, sides);
    if (finding) findings.push(finding);
  }
  findings.push(...(await sharedFindings(walk, sides)));
  const { members, usesSubpaths } = walk;
  const manifests = await judgeManifests({ sides, inUse: tools.inUse, members, usesSubpaths, effectOf });
  return {
    findings: [...findings, ...manifests.findings],
    files: [...files, ...manifests.files],
    ...(untold && { untold }),
  };
}

async function effectOfTool(
  tool: Tool,
  sides: Sides,
  walk: Walk,
  tools: ConfigurationTools,
): Promise<Effect> {
  return toolEffect(
    tool,
    await configurationsOf(tool, sides, walk),
    tools,
    { candidate: sides.candidate.files, touched: sides.touched },
    {
      ofBase: (name) => sides.base.dependsOn(name),
      ofEither: (name) => sides.base.dependsOn(name) || sides.candidate.dependsOn(name),
    },
  );
}

function onceForEach(ask: (tool: Tool) => Promise<Effect>): (tool: Tool) => Promise<Effect> {
  const known = new Map<Tool, Promise<Effect>>();
  return (tool) => {
    const answer = known.get(tool) ?? ask(tool);
    known.set(tool, answer);
    return answer;
  };
}
