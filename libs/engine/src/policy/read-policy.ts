import { createHash } from 'node:crypto';
import { canonicalJson, QualityGatesError, type Digest, type GateName } from '@quality-gates/contract';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { PolicyFile, type Policy } from './policy.js';
import type { Project } from './project.js';

/** Where a project keeps its policy, at the root of the tree. */
export const POLICY_PATH = 'quality-gates.yaml';

const DEFAULT_STAGES = {
  'pre-commit': ['integrity', 'typecheck', 'lint', 'test'],
  'post-commit': ['integrity', 'typecheck', 'lint', 'test', 'coverage', 'build'],
};
const DEFAULT_TIMEOUT_MS = 10 * 60_000;
const DEFAULT_OUTPUT_BYTES = 64 * 1_048_576;
const MAX_POLICY_BYTES = 1_048_576;

/**
 * The policy of a tree, with every default filled in.
 *
 * @throws QualityGatesError `policy-invalid` with the line and column of everything that is wrong
 */
export async function readPolicy(project: Project): Promise<Policy> {
  const text = await project.read(POLICY_PATH);
  return withDefaults(text === undefined ? {} : parsePolicy(text));
}

/** Names a policy by its content. */
export function digestOf(policy: Policy): Digest {
  const content = { ...policy, explicit: [...policy.explicit].sort(), off: [...policy.off].sort() };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** Parses the text of a policy file. @throws QualityGatesError `policy-invalid` */
export function parsePolicy(text: string): PolicyFile {
  if (text.length > MAX_POLICY_BYTES)
    throw invalid([`${POLICY_PATH} is larger than ${MAX_POLICY_BYTES} bytes`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${POLICY_PATH}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw invalid(
      document.errors.slice(0, 10).map((error) => `${at(error.pos[0])}: ${error.message.split('\n')[0]}`),
    );
  }
  const parsed = PolicyFile.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (parsed.success) return parsed.data;
  throw invalid(
    parsed.error.issues
      .flatMap(plainIssues)
      .slice(0, 10)
      .map(
        (issue) =>
          `${at(offsetOf(document, issue.path))}: ${issue.path.join('.') || 'the file'}: ${issue.message}`,
      ),
  );
}

interface PlainIssue {
  path: PropertyKey[];
  message: string;
}

/** A gate is `off` or settings: where the settings are wrong, their own complaints say more than the choice's. */
function plainIssues(issue: z.core.$ZodIssue): PlainIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'no such setting' }));
  }
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find((issues) =>
      issues.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
    );
    if (branch)
      return branch.flatMap(plainIssues).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    return [{ path: issue.path, message: 'expected "off" or settings' }];
  }
  return [{ path: issue.path, message: issue.message }];
}

/** Where a path stands in the text: the key itself, so that the line is right for nested values too. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === last)
      : undefined;
    const node: unknown = isScalar(pair?.key) ? pair.key : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function invalid(problems: string[]): QualityGatesError {
  return new QualityGatesError(
    'policy-invalid',
    `The policy of the base cannot be used: ${problems.join('; ')}.`,
    {
      mend: 'Mend it on the base branch; `$schema` in the file gives completion and checks in an editor.',
    },
  );
}

function withDefaults(file: PolicyFile): Policy {
  const gates = file.gates ?? {};
  const settings = <T extends object>(gate: T | 'off' | undefined): Partial<T> =>
    gate === undefined || gate === 'off' ? {} : gate;
  const entries: [GateName, { timeoutMs?: number } | 'off'][] = Object.entries(gates);
  const integrity = settings(gates.integrity);
  const lint = settings(gates.lint);
  const coverage = settings(gates.coverage);
  return {
    stages: {
      'pre-commit': file.stages?.['pre-commit'] ?? DEFAULT_STAGES['pre-commit'],
      'post-commit': file.stages?.['post-commit'] ?? DEFAULT_STAGES['post-commit'],
    },
    explicit: new Set(entries.filter(([, gate]) => gate !== 'off').map(([name]) => name)),
    off: new Set(entries.filter(([, gate]) => gate === 'off').map(([name]) => name)),
    integrity: { protect: integrity.protect ?? [], rules: integrity.rules ?? {} },
    typecheck: { project: settings(gates.typecheck).project },
    lint: { files: lint.files, maxWarnings: lint.maxWarnings ?? 0 },
    coverage: { lines: coverage.lines ?? 85, include: coverage.include, exclude: coverage.exclude },
    build: { load: settings(gates.build).load ?? true },
    limits: {
      timeoutMs: file.limits?.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      outputBytes: file.limits?.outputBytes ?? DEFAULT_OUTPUT_BYTES,
      memoryBytes: file.limits?.memoryBytes,
      processes: file.limits?.processes,
      cpuMs: file.limits?.cpuMs,
      diskBytes: file.limits?.diskBytes,
    },
    timeouts: Object.fromEntries(
      entries.flatMap(([name, gate]) => (gate !== 'off' && gate.timeoutMs ? [[name, gate.timeoutMs]] : [])),
    ),
  };
}
