import { quote } from 'shell-quote';

/** The line that a person types to see the same; quoted for a POSIX shell. */
export function shellLine(...words: readonly string[]): string {
  return quote(words);
}
