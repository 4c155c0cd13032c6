import path from 'node:path';
import { optionValues } from '../../../tools/sort-arguments.js';
import type { Tool } from '../../../tools/tool.js';
import type { ToolInUse } from '../configuration-tools.js';
import { guesses } from './guesses.js';
import type { FileKey } from './reference.js';
import { leaves } from './workspace-packages.js';

/** A file that the base's scripts, or the policy, hand to a tool. */
export interface NamedBySetup {
  path: string;
  tool: Tool;
  role: FileKey;
}

const CONFIGURATION =
  '-c --config --tsconfig -p --project --workspace --ignore-path --preset --projects --env-file'.split(' ');
const CODE =
  '--require --import --loader --env --testEnvironment --environment --transform --rulesdir --parser --resolver --reporters --reporter --runner --globalSetup --setupFiles --resolve-plugins-relative-to --plugin'.split(
    ' ',
  );

/** The files, and what lies in the directories, that the setup of a tool names as parts of its configuration. */
export function namedBySetup({ tool, setup }: ToolInUse, files: ReadonlySet<string>): NamedBySetup[] {
  const words = leaves(setup);
  const isCompiler = tool.package === 'typescript';
  const configurations = isCompiler ? words : optionValues(words, ...CONFIGURATION);
  const found = (values: readonly string[], role: FileKey) =>
    values
      .flatMap((value) => value.split(','))
      .flatMap((value) => guesses(value))
      .filter((file) => files.has(file) && (!isCompiler || file.endsWith('.json')))
      .map((file) => ({ path: file, tool, role }));
  return [
    ...found(configurations, 'configuration'),
    ...found(optionValues(words, ...CODE), 'code'),
    ...directories(optionValues(words, '--rulesdir'), files).map((file) => ({
      path: file,
      tool,
      role: 'code' as const,
    })),
  ];
}

function directories(names: readonly string[], files: ReadonlySet<string>): string[] {
  const below = names.map((name) => `${path.posix.normalize(name).replace(/\/$/, '')}/`);
  return [...files].filter((file) => below.some((directory) => file.startsWith(directory)));
}
