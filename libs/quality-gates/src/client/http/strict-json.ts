/** What bytes are as JSON; switch on `kind`. */
export type Json =
  | { kind: 'json'; json: unknown }
  /** The beginning of JSON, or nothing at all. */
  | { kind: 'cut' }
  | { kind: 'invalid'; what: string };

/** Deeper than anything that is said here, and far from what a stack or a heap minds. */
const MAX_DEPTH = 100;

/**
 * Reads JSON with nothing left to guess (RFC 8259 in the bounds of I-JSON, RFC 7493): UTF-8 without a mark in
 * front, no name twice in one object, and not nested without measure.
 */
export function strictJson(bytes: Uint8Array): Json {
  const text = decode(bytes);
  if (text === undefined) return { kind: 'invalid', what: 'a body that is not UTF-8' };
  const shape = shapeOf(text);
  if (shape !== 'whole' && shape !== 'cut') return { kind: 'invalid', what: shape };
  try {
    return { kind: 'json', json: JSON.parse(text) };
  } catch {
    return shape === 'cut' ? { kind: 'cut' } : { kind: 'invalid', what: 'a body that is not JSON' };
  }
}

/** A character that is cut at the very end leaves the text before it, which then is cut, too. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/**
 * Goes through the brackets and names of a text. It judges no grammar, `JSON.parse` does; but it sees what that
 * lets pass, and it looks first, as depth must be known before anything is built.
 */
function shapeOf(text: string): 'whole' | 'cut' | 'JSON nested too deeply' | 'JSON that says a name twice' {
  const open: Set<string>[] = [];
  let begun = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '{' || char === '[') {
      if (open.length === MAX_DEPTH) return 'JSON nested too deeply';
      open.push(new Set());
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return 'cut';
      if (isName(text, end)) {
        const name = nameOf(text.slice(at, end));
        if (open.at(-1)?.has(name) === true) return 'JSON that says a name twice';
        open.at(-1)?.add(name);
      }
      at = end - 1;
    }
    begun ||= char !== undefined && !/\s/.test(char);
  }
  return begun && open.length === 0 ? 'whole' : 'cut';
}

/** The place after the closing quote. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at += 1;
  }
  return undefined;
}

function isName(text: string, after: number): boolean {
  let at = after;
  while (at < text.length && ' \t\n\r'.includes(text[at] ?? '')) at += 1;
  return text[at] === ':';
}

/** Two spellings of one name are the same name. */
function nameOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted;
  try {
    return JSON.stringify(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
