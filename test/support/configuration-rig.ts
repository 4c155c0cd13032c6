import type { TreeChange } from '../../libs/git/src/diff.js';
import {
  judgeConfiguration,
  layoutOf,
  toolsOfBase,
  type ConfigurationTools,
} from '../../libs/engine/src/integrity/configuration/index.js';
import type { JudgeFinding } from '../../libs/engine/src/integrity/judge-finding.js';
import { scriptArguments } from '../../libs/engine/src/policy/judging-scripts.js';
import { parseManifest } from '../../libs/engine/src/policy/project-of-tree.js';
import type { Project } from '../../libs/engine/src/policy/project.js';
import { readPolicy } from '../../libs/engine/src/policy/read-policy.js';
import type { Question } from '../../libs/engine/src/question.js';
import type { EffectiveDifference } from '../../libs/engine/src/tools/tool.js';

/** A file's text, or where a symbolic link leads. */
export type Content = string | { link: string };
export type Tree = Readonly<Record<string, Content>>;
/** What the candidate does to the base; `null` takes a file away. */
export type TreeEdits = Readonly<Record<string, Content | null>>;

export interface ConfigurationRig {
  /** What a tool says that the candidate's configuration comes to, by its name; a tool without an entry says nothing. */
  says?: Readonly<Record<string, Partial<EffectiveDifference>>>;
  /** Is told which files a tool was asked for. */
  asked?: (tool: string, sample: readonly string[]) => void;
}

export interface Judged {
  findings: JudgeFinding[];
  /** `rule path`, sorted. */
  rules: string[];
  fromBase: string[];
  texts: ReadonlyMap<string, string>;
  messageOn(path: string): string;
  /** The layout where the orchestrator has waived these paths. */
  waived(...paths: string[]): { fromBase: string[]; texts: ReadonlyMap<string, string> };
}

/** Judges a candidate that is made of a base by edits, with the tools that the base uses and fake words of theirs. */
export async function judgeEdits(base: Tree, edits: TreeEdits, rig: ConfigurationRig = {}): Promise<Judged> {
  const candidate = applied(base, edits);
  const question = questionOf(base, candidate);
  const policy = await readPolicy(question.judge);
  const inUse = (await toolsOfBase(policy, question.judge)).map(({ tool, setup }) => {
    const word = rig.says?.[tool.name];
    if (!word) return { tool: { ...tool, explanation: undefined }, setup };
    const explanation = {
      command: () => ({ file: 'none', args: [] }),
      read: () => Promise.resolve({}),
      compare: () => ({ weaker: [], stricter: [], other: [], ...word }),
    };
    return { tool: { ...tool, explanation }, setup };
  });
  const tools: ConfigurationTools = {
    inUse,
    explain: async (tool, _, sample) => {
      rig.asked?.(tool.name, sample);
      return { kind: 'told', settings: {} };
    },
  };
  const { findings, files } = await judgeConfiguration(question, policy, tools);
  return {
    findings,
    rules: findings.map(({ rule, file }) => `${rule} ${file ?? ''}`).sort(),
    ...layoutOf(files),
    messageOn: (path) =>
      findings
        .filter(({ file }) => file === path)
        .map(({ message }) => message)
        .join('\n'),
    waived: (...paths) => layoutOf(files, (path) => paths.includes(path)),
  };
}

function applied(base: Tree, edits: TreeEdits): Tree {
  const after: Record<string, Content> = { ...base };
  for (const [path, content] of Object.entries(edits)) {
    if (content === null) delete after[path];
    else after[path] = content;
  }
  return after;
}

/** The question that these two trees make. */
export function questionOf(base: Tree, candidate: Tree): Question {
  const changes: TreeChange[] = [...new Set([...Object.keys(base), ...Object.keys(candidate)])].flatMap(
    (path): TreeChange[] => {
      const [from, to] = [sideOf(base[path]), sideOf(candidate[path])];
      if (!from) return to ? [{ kind: 'added', path, to }] : [];
      if (!to) return [{ kind: 'deleted', path, from }];
      if (from.mode !== to.mode) return [{ kind: 'type-changed', path, from, to }];
      return from.oid === to.oid ? [] : [{ kind: 'modified', path, from, to }];
    },
  );
  return {
    request: { stage: 'pre-commit', candidate: { repository: '/r', tree: 'a'.repeat(40), base: BASE } },
    tree: 'a'.repeat(40),
    baseTree: 'b'.repeat(40),
    candidate: projectOf(candidate),
    judge: projectOf(base),
    isFirstChange: false,
    changes,
    change: { changed: [], deleted: [], renamed: new Map(), lines: () => Promise.resolve(new Map()) },
  };
}

const BASE = { ref: 'main', commit: 'c'.repeat(40) };

function sideOf(content: Content | undefined) {
  if (content === undefined) return undefined;
  return typeof content === 'string'
    ? { mode: '100644' as const, oid: content }
    : { mode: '120000' as const, oid: content.link };
}

function projectOf(tree: Tree): Project {
  const text = (path: string) => {
    const content = tree[path];
    return typeof content === 'object' ? content.link : content;
  };
  const manifest = parseManifest(text('package.json'));
  const kinds = [manifest.dependencies, manifest.devDependencies];
  return {
    files: new Set(Object.keys(tree)),
    manifest,
    read: (path) => Promise.resolve(text(path)),
    links: new Set(Object.keys(tree).filter((path) => typeof tree[path] === 'object')),
    dependsOn: (name) => kinds.some((kind) => kind !== undefined && Object.hasOwn(kind, name)),
    scriptArguments: (program) => scriptArguments(manifest, program),
  };
}
