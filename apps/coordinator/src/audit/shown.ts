const LONGEST = 1024;

/**
 * Text from outside as it may stand in a log: of bounded length, and with everything that could end a line, turn
 * its direction or not be seen written as `\u{…}`.
 */
export function shown(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => String.raw`\u{` + `${character.codePointAt(0)?.toString(16)}}`,
  );
}
