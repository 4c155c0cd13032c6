/** The values of an option among arguments, in any of its spellings: `-p x`, `--project x`, `--project=x`. */
export function optionValues(args: readonly string[], ...names: readonly string[]): string[] {
  const values: string[] = [];
  for (const [index, arg] of args.entries()) {
    const next = args[index + 1];
    if (names.includes(arg) && next !== undefined) values.push(next);
    const name = names.find((option) => option.startsWith('--') && arg.startsWith(`${option}=`));
    if (name) values.push(arg.slice(name.length + 1));
  }
  return values;
}

/** What a tool's options look like, to tell them from its positional arguments. */
export interface OptionShapes {
  /** Options that take the next argument as their value, and stay. */
  valued: ReadonlySet<string>;
  /** Options without a value that stay. */
  flags?: ReadonlySet<string>;
  /** Options that take the next argument and are dropped with it. */
  droppedValued?: ReadonlySet<string>;
}

export interface SortedArguments {
  positional: string[];
  /** The options that stay, in order, with their values. */
  options: string[];
}

/** Sorts a script's arguments: positional ones, options that we keep, and the rest, which is dropped. */
export function sortArguments(args: readonly string[], shapes: OptionShapes): SortedArguments {
  const positional: string[] = [];
  const options: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (!arg.startsWith('-')) {
      positional.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals > 0 ? arg.slice(0, equals) : arg;
    const takesNext = equals < 0 && (shapes.valued.has(name) || shapes.droppedValued?.has(name));
    const value = takesNext ? args[index + 1] : undefined;
    if (takesNext) index += 1;
    if (shapes.valued.has(name) && (equals > 0 || value !== undefined)) {
      options.push(...(value === undefined ? [arg] : [arg, value]));
    } else if (shapes.flags?.has(name)) {
      options.push(arg);
    }
  }
  return { positional, options };
}
