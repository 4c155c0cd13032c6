/** What code reaches for, and why it matters, as parts of a sentence. */
export interface Told {
  what: string;
  why: string;
}

export const JUDGEMENT = 'what a test asserts can come to mean nothing';
export const REPORT = 'what the runner reports can be changed';
export const HIDDEN = 'what runs there cannot be seen by reading it';
export const LOADED = 'other code than what stands in the tree can be loaded';
