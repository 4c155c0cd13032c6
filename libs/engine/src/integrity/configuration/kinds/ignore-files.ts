import path from 'node:path';
import picomatch from 'picomatch';
import type { Effect } from '../effect/effect.js';
import { told } from '../effect/effect.js';
import { isOutput } from './output-directories.js';
import { lines } from './same-meaning.js';

const SHOWN = 5;

/** What a changed ignore file comes to: which files of the candidate it hides, and which no longer. */
export function ignoreEffect(
  file: string,
  before: string,
  after: string,
  files: ReadonlySet<string>,
): Effect {
  const directory = path.posix.dirname(file);
  const [was, is] = [ignores(before, directory), ignores(after, directory)];
  const hidden = [...files].filter((one) => is(one) && !was(one)).sort();
  const shown = [...files].filter((one) => was(one) && !is(one)).sort();
  // What git ignores is not there to be judged, so far as it is not added by force.
  const unseen = file.endsWith('.gitignore') ? [] : newPatterns(before, after, files, directory);
  return told({
    other: unseen.length > 0 ? [`${file} hides ${listed(unseen)}, of which no file is there yet`] : [],
    weaker: hidden.length > 0 ? [`${file} hides ${listed(hidden)}`] : [],
    stricter: shown.length > 0 ? [`${file} no longer hides ${listed(shown)}`] : [],
  });
}

function newPatterns(before: string, after: string, files: ReadonlySet<string>, directory: string): string[] {
  const known = new Set(lines(before));
  const added = lines(after).filter((line) => !known.has(line) && !line.startsWith('!') && !isOutput(line));
  return added.filter((line) => ![...files].some(ignores(line, directory)));
}

/** Whether a path is hidden by the lines of an ignore file that lies in a directory. */
export function ignores(text: string, directory: string): (file: string) => boolean {
  const rules = lines(text).map((line) => {
    const negated = line.startsWith('!');
    const pattern = line.replace(/^!|^\\(?=[!#])/g, '');
    return { negated, matches: matcherOf(pattern) };
  });
  return (file) => {
    const relative = path.posix.relative(directory, file);
    if (relative.startsWith('..')) return false;
    return rules.reduce((hidden, { negated, matches }) => (matches(relative) ? !negated : hidden), false);
  };
}

function matcherOf(pattern: string): (file: string) => boolean {
  const clean = pattern.replace(/\/+$/, '').replace(/^\//, '');
  const isAnchored = /\/./.test(pattern.replace(/\/+$/, ''));
  const glob = isAnchored ? clean : `**/${clean}`;
  // A pattern that ends with a slash means a directory, so that a file by this name is none of it.
  return picomatch(pattern.endsWith('/') ? [`${glob}/**`] : [glob, `${glob}/**`], {
    dot: true,
    nobrace: true,
  });
}

/** The first of many files, and how many more there are. */
export function listed(files: readonly string[]): string {
  const more = files.length - SHOWN;
  return `${files.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more files` : ''}`;
}
