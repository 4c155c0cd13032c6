import type { EffectiveDifference, Tool } from '../../libs/engine/src/tools/tool.js';
import { layCandidate, type Edits } from './gate-rig.js';

/** What the real tool says that an edit of its configuration comes to. */
export async function explainEdit(
  tool: Tool,
  edits: { base?: Edits; candidate: Edits },
): Promise<EffectiveDifference> {
  const { explanation } = tool;
  if (!explanation) throw new Error(`${tool.name} explains nothing.`);
  const before = await explained(tool, edits.base ?? {}, {});
  return explanation.compare(before, await explained(tool, edits.base ?? {}, edits.candidate));
}

/** What the real tool tells of a candidate; throws where it tells nothing. */
export async function explained(tool: Tool, base: Edits, candidate: Edits): Promise<unknown> {
  const { explanation } = tool;
  const rig = await layCandidate({ base, candidate });
  try {
    const { place, tool: resolved, run } = await rig.context(tool);
    const sample = [...place.files].filter((file) => /\.[cm]?[jt]s$/.test(file)).slice(0, 40);
    const end = await run(explanation!.command(resolved, await rig.setup(tool), place, sample));
    const settings = end.how === 'exited' ? await explanation!.read(end, place) : undefined;
    if (settings === undefined) throw new Error(`${tool.name} told nothing: ${end.stdout}${end.stderr}`);
    return settings;
  } finally {
    await rig.dispose();
  }
}
