import type { TestFile } from './choose-files.js';
import type { Edit } from './turn-expectation.js';

/** A test that must be reported as failed: one of the candidate's own with an expectation turned, or an added one. */
export interface Canary {
  file: string;
  /** Suites and title, as the tool must report them. */
  title: string;
  /** The line of the candidate's file at which it stands, from 1. */
  line: number;
  /** What makes it, of the candidate's text. */
  edit: Edit;
}

/** The texts of the files that have canaries, with all of them in place. */
export function textsWith(canaries: readonly Canary[], files: readonly TestFile[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { path, text } of files) {
    const edits = canaries.filter(({ file }) => file === path).map(({ edit }) => edit);
    if (edits.length > 0) texts.set(path, edited(text, edits));
  }
  return texts;
}

function edited(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
}
