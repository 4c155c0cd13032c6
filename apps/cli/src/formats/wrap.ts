/** Breaks a text at spaces so that no line is wider than asked, unless a single word is. Keeps its own line breaks. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(10, width)));
}

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line.trimEnd()];
  const indent = /^\s*/.exec(line)?.[0].slice(0, width / 2) ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(/\s+/)) {
    if (current.length > indent.length && current.length + 1 + word.length > width) {
      lines.push(current);
      current = indent;
    }
    current += current.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, current];
}

/** What is too long ends with `…`. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
