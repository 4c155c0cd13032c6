const MAX_DEPTH = 12;

/** The settings by which two values of plain data differ, e.g. `compilerOptions.strict is false instead of true`. */
export function dataDifference(before: unknown, after: unknown, name = '', depth = 0): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (depth < MAX_DEPTH && isPlain(before) && isPlain(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    const inner = [...keys].flatMap((key) =>
      dataDifference(before[key], after[key], name === '' ? key : `${name}.${key}`, depth + 1),
    );
    return inner.length > 0 ? inner : [`the order in ${name === '' ? 'it' : name} is another`];
  }
  return [`${name === '' ? 'it' : name} is ${shown(after)} instead of ${shown(before)}`];
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = value === undefined ? 'not set' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)} …` : text;
}
