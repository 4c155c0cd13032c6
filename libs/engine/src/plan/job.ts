import type { GateName } from '@quality-gates/contract';
import type { BuildTool, LintTool, TestTool, ToolSetup, TypecheckTool } from '../tools/tool.js';

/** One tool run and the gates that it answers. */
export type Job =
  | { kind: 'typecheck'; gates: GateName[]; tool: TypecheckTool; setup: ToolSetup }
  | { kind: 'lint'; gates: GateName[]; tool: LintTool; setup: ToolSetup }
  | { kind: 'test'; gates: GateName[]; tool: TestTool; setup: ToolSetup }
  | { kind: 'build'; gates: GateName[]; tool: BuildTool; setup: ToolSetup };
