const NO_RUNTIME_START =
  /^(import\b(?!\s*\()|export\s+(type\b|interface\b|declare\b|\*|\{)|(export\s+)?(interface|type)\s+[\w$]|declare\b|;|\}|#!|['"]use [a-z]+['"])/;
const STATEMENT_START =
  /^(import|export|interface|type|declare|const|let|var|function|class|async|abstract|enum|namespace|module|if|for|while|switch|try|throw|@|[\w$.]+\s*[(=;])/;
const OPEN = '([{';
const CLOSE = ')]}';

/**
 * Whether a module holds anything to execute beyond imports and re-exports. Types, interfaces, declarations
 * and barrels hold nothing, so that no coverage tool has a line to report of them. In doubt the answer is yes.
 */
export function hasRuntimeCode(source: string): boolean {
  let rest = withoutComments(source).trimStart();
  while (rest !== '') {
    if (!NO_RUNTIME_START.test(rest)) return true;
    rest = afterStatement(rest).trimStart();
  }
  return false;
}

/** What follows the first statement: after its `;`, or after the line on which its brackets are closed and the next begins anew. */
function afterStatement(text: string): string {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === '"' || character === "'" || character === '`') index = endOfString(text, index);
    else if (OPEN.includes(character)) depth += 1;
    else if (CLOSE.includes(character)) depth -= 1;
    else if (character === ';' && depth <= 0) return text.slice(index + 1);
    else if (character === '\n' && depth <= 0 && STATEMENT_START.test(text.slice(index + 1).trimStart()))
      return text.slice(index + 1);
  }
  return '';
}

/** Blanks comments, leaving line ends and strings as they are. */
function withoutComments(text: string): string {
  let clean = '';
  for (let index = 0; index < text.length; index += 1) {
    const two = text.slice(index, index + 2);
    if (two === '//' || (index === 0 && two === '#!')) {
      const end = text.indexOf('\n', index);
      if (end < 0) return clean;
      index = end - 1;
    } else if (two === '/*') {
      const end = text.indexOf('*/', index + 2);
      if (end < 0) return clean;
      clean += text.slice(index, end).includes('\n') ? '\n' : ' ';
      index = end + 1;
    } else if (text[index] === '"' || text[index] === "'" || text[index] === '`') {
      const end = endOfString(text, index);
      clean += text.slice(index, end + 1);
      index = end;
    } else {
      clean += text[index];
    }
  }
  return clean;
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === text[start]) return index;
    else if (text[index] === '\n' && text[start] !== '`') return index;
  }
  return text.length;
}
