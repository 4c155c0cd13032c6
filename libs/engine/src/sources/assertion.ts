/** Where an assertion stands in its test: anything but `direct` may not be reached, or its failure may not be heard. */
export type Nesting = 'direct' | 'loop' | 'callback' | 'conditional' | 'caught';

/** One assertion of a test. Texts are tokens without comments and formatting, joined by a space. */
export interface Assertion {
  /** The whole chain. */
  text: string;
  /** What is asserted about: the first argument. */
  actual: string;
  /** The same, with what constants of the test were made from put in for their names. */
  about: string;
  /** E.g. `toBe`, `not.toBe`, `resolves.toEqual`, `assert.equal`; empty where a value is named and nothing asserted. */
  matcher: string;
  /** The texts of the expected values and types. */
  expected: string[];
  /** The same, with constants of the file put in for their names. */
  values: string[];
  /** What a snapshot file records for it, where that was looked up. */
  recorded?: string;
  /** Whether constants are held against constants: whatever the code does, it comes out the same. */
  constant: boolean;
  startLine: number;
  startColumn: number;
  start: number;
  end: number;
  nesting: Nesting;
  /** The same for assertions between which nothing but assertions stands. */
  moment: number;
  /** Whether its promise, if it has one, is waited for or handed on. */
  awaited: boolean;
}
