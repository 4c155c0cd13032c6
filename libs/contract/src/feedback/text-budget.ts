/** Lines of text that together never take more than a number of UTF-8 bytes, line breaks included. */
export class TextBudget {
  private readonly lines: string[] = [];
  private leftBytes: number;

  constructor(maxBytes: number) {
    this.leftBytes = maxBytes;
  }

  /** The bytes that are still free. */
  get left(): number {
    return this.leftBytes;
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Sets room aside for lines that are written elsewhere. All or nothing. */
  take(lines: readonly string[]): boolean {
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (bytes > this.leftBytes) return false;
    this.leftBytes -= bytes;
    return true;
  }

  /** Adds a line, cut to what is left. */
  add(line: string): void {
    const cut = cutToBytes(line, this.leftBytes - 1);
    if (cut !== '' && this.take([cut])) this.lines.push(cut);
  }

  /** Adds lines together or not at all. */
  addAll(lines: readonly string[]): void {
    if (this.take(lines)) this.lines.push(...lines);
  }
}

/** The longest beginning of a text that takes no more than so many bytes, never half a character. */
function cutToBytes(text: string, maxBytes: number): string {
  if (maxBytes <= 0) return '';
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}
