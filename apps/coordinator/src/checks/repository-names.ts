/**
 * Replaces the real path of a repository by the name it was asked under, in every text of a value, so that
 * an answer tells nothing of this host but what its caller said.
 */
export function withNameForPath<Value>(value: Value, path: string, name: string): Value;
export function withNameForPath(value: unknown, path: string, name: string): unknown {
  if (path === name) return value;
  const escaped = path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return replaced(value, new RegExp(String.raw`(?<![\w./-])${escaped}(?![\w-]|\.\w)`, 'g'), name);
}

function replaced(value: unknown, pattern: RegExp, name: string): unknown {
  if (typeof value === 'string') return value.replaceAll(pattern, () => name);
  if (Array.isArray(value)) return value.map((item) => replaced(item, pattern, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, replaced(member, pattern, name)]),
    );
  }
  return value;
}
