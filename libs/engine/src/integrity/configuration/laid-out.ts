/** What is laid out in the place of a file of the candidate that configures the judge. */
export type LaidOut =
  /** The base's version; where the base has none, nothing. */
  | { kind: 'from-base' }
  /** The candidate's version with the base's word in the parts that speak for the judge. */
  | { kind: 'merged'; text: string };

/** A changed file that configures the judge, by the path that a waiver names. */
export interface ConfigurationFile {
  path: string;
  laidOut: LaidOut;
}

/** How a workspace is laid out: paths as the base has them, and texts over the candidate's files. */
export interface ConfigurationLayout {
  fromBase: string[];
  texts: ReadonlyMap<string, string>;
}

/** The layout in which every file speaks from the base but those that a waiver leaves to the candidate. */
export function layoutOf(
  files: readonly ConfigurationFile[],
  isWaived: (path: string) => boolean = () => false,
): ConfigurationLayout {
  const fromBase: string[] = [];
  const texts = new Map<string, string>();
  for (const { path, laidOut } of files) {
    if (isWaived(path)) continue;
    if (laidOut.kind === 'from-base') fromBase.push(path);
    else texts.set(path, laidOut.text);
  }
  return { fromBase: fromBase.sort(), texts };
}
