import path from 'node:path';
import picomatch from 'picomatch';
import type { Policy } from '../../../policy/policy.js';
import type { Project } from '../../../policy/project.js';
import { POLICY_PATH } from '../../../policy/read-policy.js';
import type { Tool } from '../../../tools/tool.js';
import type { ToolInUse } from '../configuration-tools.js';
import { isFixture } from '../kinds/file-kinds.js';
import { LOCAL_RULES, readsNearest, rootsOf } from './rooms.js';

/** Why a file configures the judge by its name alone. */
export interface Root {
  path: string;
  /** The tools that read it; none where it speaks for the packages or the policy protects it. */
  tools: Tool[];
  /** Those whose effective settings show what it says. */
  explainedBy: Tool[];
  why: 'policy' | 'protected' | 'packages' | 'environment' | 'tool';
}

const PACKAGES = [
  '**/.npmrc',
  '**/.pnpmfile.{cjs,mjs}',
  'pnpm-workspace.yaml',
  '**/.yarnrc',
  '**/.yarnrc.yml',
  '.yarn/{releases,plugins,patches}/**',
  '.pnp.*',
  '**/node_modules/**',
];
const MEASURING = [
  '.nycrc',
  '.nycrc.{json,yaml,yml}',
  'nyc.config.{js,cjs,mjs}',
  '.c8rc',
  '.c8rc.{json,yaml,yml}',
];
const EXAMPLE = /\.(example|sample|template|dist)$/;
const PRODUCT_TRANSFORMS = new Set(['vitest', 'eslint', 'vite', 'tsup', 'tsdown']);
/** Told apart without regard to case: some file systems do not know the difference. */
const OPTIONS = { dot: true, nocase: true };

/** Finds out which paths configure the judge by their names, given the tools that the base uses. */
export function rootFinder(
  policy: Policy,
  inUse: readonly ToolInUse[],
  base: Project,
): (file: string) => Root | undefined {
  const isProtected = picomatch([...policy.integrity.protect], { dot: true });
  const isOfPackages = picomatch(PACKAGES, OPTIONS);
  const isMeasuring = picomatch(MEASURING, OPTIONS);
  const isEnvironment = picomatch('**/.env{,.*}', OPTIONS);
  const roots = new Set(rootsOf(inUse));
  const readers = inUse.map((one) => ({ ...one, isConfig: picomatch([...one.tool.configFiles], OPTIONS) }));
  const loadsEnvironment = inUse.filter(({ tool }) => tool.name === 'vitest' || tool.name === 'vite');
  const nearest = inUse.filter(({ tool }) => PRODUCT_TRANSFORMS.has(tool.name));

  return (file) => {
    if (file === POLICY_PATH) return { path: file, tools: [], explainedBy: [], why: 'policy' };
    if (isProtected(file)) return { path: file, tools: [], explainedBy: [], why: 'protected' };
    const directory = path.posix.dirname(file) === '.' ? '' : path.posix.dirname(file);
    const isAtRoot = roots.has(directory);
    if (isFixture(file) && !isAtRoot) return undefined;
    if (isOfPackages(file)) return { path: file, tools: [], explainedBy: [], why: 'packages' };
    if (isAtRoot && isEnvironment(file) && !EXAMPLE.test(file) && loadsEnvironment.length > 0)
      return {
        path: file,
        tools: loadsEnvironment.map(({ tool }) => tool),
        explainedBy: [],
        why: 'environment',
      };
    const tools = readers
      .filter(
        (one) => one.isConfig(file) && (isAtRoot ? !isUnread(one, file) : readsNearest(one, file, base)),
      )
      .map(({ tool }) => tool);
    const explainedBy = showsNowhere(file) ? [] : [...tools];
    // What compiles or lints a file takes the tsconfig.json that is nearest to it.
    if (/^tsconfig\.json$/i.test(path.posix.basename(file))) tools.push(...nearest.map(({ tool }) => tool));
    if (isMeasuring(file)) tools.push(...inUse.map(({ tool }) => tool).filter(({ gate }) => gate === 'test'));
    return tools.length > 0
      ? { path: file, tools: [...new Set(tools)], explainedBy, why: 'tool' }
      : undefined;
  };
}

/** Files that a tool reads while it works, so that its settings do not show what they say. */
function showsNowhere(file: string): boolean {
  const name = path.posix.basename(file);
  return (
    file.startsWith(LOCAL_RULES) ||
    /^(\.?babel|\.?postcss|\.swcrc|svelte\.config|eslint-(suppressions|local-rules)|(jest|vitest)\.setup)/i.test(
      name,
    )
  );
}

/** A configuration of the root that the tool leaves aside all the same. */
function isUnread({ tool, setup }: ToolInUse, file: string): boolean {
  const name = path.posix.basename(file);
  if (tool.name === 'eslint') {
    if (setup['config'] === 'flat') return /^\.eslint(rc|ignore)/.test(name);
    return name.startsWith('eslint.config.');
  }
  // Files of the compiler, and further configurations beside the one of the root, are read where they are named.
  return tool.package === 'typescript' || /^(vitest|jest)\.config\.[^.]+\.[^.]+$/i.test(name);
}
