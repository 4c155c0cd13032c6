import type { PackageManifest } from './project.js';
import { stepsOf } from './script-calls.js';

const PLAIN_SCRIPTS = /^(test|lint|eslint|type-?check|check-?types|tsc|build)$/;
/** Scripts by these names never say how a tool judges. */
export const SCRIPTS_FOR_OTHER_ENDS = /watch|bench|dev|start|fix|debug|trace|release|publish|\bui\b/;
/** Suites that need more than the project itself, or measure something else, speak for the tool last. */
const SPECIAL_SCRIPTS = /e2e|integration|browser|smoke|perf|type|size|example|docs?\b/;

/**
 * The arguments with which the manifest calls a program to judge: `test` and what it runs speak before `test:ci`,
 * `test:e2e` speaks after both, and `test:watch` never.
 */
export function scriptArguments(manifest: PackageManifest, program: string): string[] | undefined {
  const scripts = manifest.scripts ?? {};
  for (const name of scriptsByRank(Object.keys(scripts))) {
    const call = stepsOf(scripts, name).find((step) => step.program === program);
    if (call) return call.args;
  }
  return undefined;
}

function scriptsByRank(names: readonly string[]): string[] {
  const rank = (name: string) => (PLAIN_SCRIPTS.test(name) ? 0 : SPECIAL_SCRIPTS.test(name) ? 2 : 1);
  return names.filter((name) => !SCRIPTS_FOR_OTHER_ENDS.test(name)).sort((a, b) => rank(a) - rank(b));
}
