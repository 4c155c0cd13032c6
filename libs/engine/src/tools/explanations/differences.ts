import type { EffectiveDifference } from '../tool.js';

export type Direction = keyof EffectiveDifference;

/**
 * Tells one difference. One that holds for several subjects is told in one sentence.
 *
 * @param text the sentence, with `%` where the subjects go, if it has any
 * @param subject e.g. a file
 */
export type Add = (direction: Direction, text: string, subject?: string) => void;

/** Beyond these nobody reads on. */
const MAX_SENTENCES = 40;
const MAX_NAMES = 5;

export function collectDifferences(): { add: Add; told: () => EffectiveDifference } {
  const all = new Map<string, { direction: Direction; text: string; subjects: Set<string> }>();
  return {
    add(direction, text, subject) {
      const key = `${direction}\0${text}`;
      const entry = all.get(key) ?? { direction, text, subjects: new Set() };
      if (subject !== undefined) entry.subjects.add(subject);
      all.set(key, entry);
    },
    told() {
      const sentences: EffectiveDifference = { weaker: [], stricter: [], other: [] };
      for (const { direction, text, subjects } of all.values())
        sentences[direction].push(
          subjects.size === 0 ? text : text.replace('%', () => listed([...subjects])),
        );
      const { weaker, stricter, other } = sentences;
      return { weaker: bounded(weaker), stricter: bounded(stricter), other: bounded(other) };
    },
  };
}

/** `a, b and 3 more` */
function listed(names: readonly string[]): string {
  const shown = names.length > MAX_NAMES + 1 ? names.slice(0, MAX_NAMES) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function bounded(sentences: readonly string[]): string[] {
  const rest = sentences.length - MAX_SENTENCES;
  return rest <= 0 ? [...sentences] : [...sentences.slice(0, MAX_SENTENCES), `${rest} more of this kind`];
}
