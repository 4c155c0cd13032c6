import type { Tool } from '../../../tools/tool.js';
import type { Member } from '../closure/closure.js';
import type { Walk } from '../closure/walk-configuration.js';
import { readAll } from '../read-all.js';
import type { Sides } from '../sides.js';
import type { ToolConfiguration } from './tool-effect.js';

/** The files of one tool's configuration on both sides, with all that they import. */
export async function configurationsOf(tool: Tool, sides: Sides, walk: Walk): Promise<ToolConfiguration> {
  const ofTool = (members: ReadonlyMap<string, Member>, role: Member['role']) =>
    [...members.values()]
      .filter((one) => one.role === role && (role === 'code' ? one.tools : one.explainedBy).has(tool))
      .map(({ path }) => path);
  const ofCandidate = await walk.ofCandidate();
  const was = await readAll(
    sides.base,
    ofTool(walk.members, 'configuration').filter((path) => sides.base.files.has(path)),
  );
  const is = await readAll(sides.candidate, ofTool(ofCandidate, 'configuration'));
  return {
    before: [...was].map(([path, text]) => ({ path, text })),
    after: [...is].filter(([path, text]) => was.get(path) !== text).map(([path, text]) => ({ path, text })),
    runs: ofTool(ofCandidate, 'code').filter((path) => !walk.members.has(path)),
  };
}
