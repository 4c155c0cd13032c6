/** A pattern that a test's suites and title, joined by spaces, match only as a whole. */
export function anchoredTitles(titles: readonly string[]): string {
  return `^\\s*(?:${titles.map((title) => title.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll(/\s/g, '\\s')).join('|')})$`;
}
