import { eslint } from './eslint.js';
import { jestRunner } from './jest.js';
import type { BuildTool, LintTool, TestTool, TypecheckTool } from './tool.js';
import { tsc } from './tsc.js';
import { tscBuild } from './tsc-build.js';
import { tsdown } from './tsdown.js';
import { tsup } from './tsup.js';
import { viteBuild } from './vite-build.js';
import { vitest } from './vitest.js';

/** Every supported tool; where a project has several for a gate, the first that is detected answers. */
export const TYPECHECK_TOOLS: readonly TypecheckTool[] = [tsc];
export const LINT_TOOLS: readonly LintTool[] = [eslint];
export const TEST_TOOLS: readonly TestTool[] = [vitest, jestRunner];
export const BUILD_TOOLS: readonly BuildTool[] = [tsup, tsdown, viteBuild, tscBuild];

export { unsupportedTool } from './unsupported-tool.js';
