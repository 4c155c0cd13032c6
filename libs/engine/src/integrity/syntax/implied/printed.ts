/** A primitive as snapshots have it; undefined for what is printed over several lines, in ways of its own. */
export function printed(value: unknown): string | undefined {
  if (typeof value === 'string') return `"${value}"`;
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : undefined;
}

/** The text of a snapshot without the line breaks and the indentation that only place it. */
export function withoutIndent(snapshot: string): string {
  const placed = /^\n([ \t]*)([\s\S]*)\n[ \t]*$/.exec(snapshot);
  if (placed === null) return snapshot;
  const [, indent = '', text = ''] = placed;
  return text
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n');
}
