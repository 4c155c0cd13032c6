import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ResolvedTool, Tool } from '../tools/tool.js';

const Manifest = z.looseObject({
  version: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  engines: z.looseObject({ node: z.string().optional() }).optional().catch(undefined),
});

/**
 * Finds a tool's program in the installed packages of the repository, by its manifest and never by PATH or
 * `.bin`. Nothing where it is not installed.
 */
export async function resolveTool(
  tool: Pick<Tool, 'name' | 'package' | 'bin'>,
  root: string,
): Promise<ResolvedTool | undefined> {
  const packageDirectory = await realpath(path.join(root, 'node_modules', tool.package)).catch(
    () => undefined,
  );
  if (packageDirectory === undefined) return undefined;
  const text = await readFile(path.join(packageDirectory, 'package.json'), 'utf8').catch(() => '{}');
  const manifest = Manifest.safeParse(JSON.parse(text));
  if (!manifest.success) return undefined;
  const { version, bin, engines } = manifest.data;
  const program = typeof bin === 'string' ? bin : bin?.[tool.bin];
  if (program === undefined) return undefined;
  const file = path.join(packageDirectory, program);
  return {
    name: tool.name,
    version,
    packageDirectory,
    nodeRange: engines?.node,
    command: (args, env) => ({ file: process.execPath, args: [file, ...args], env }),
  };
}
