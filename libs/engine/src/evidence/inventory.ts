import { z } from 'zod';

const names = z.array(z.string()).max(500_000);

/** A test that passed, as the tool names it. */
export const PassedTest = z.object({ file: z.string(), title: z.string() });
export type PassedTest = z.infer<typeof PassedTest>;

/**
 * What a tool run did on one tree, by name: the evidence that a later candidate on this tree is held against.
 * Paths are relative to the root of the tree.
 */
export const Inventory = z.object({
  /** Tests that passed, where tests ran. */
  tests: z.array(PassedTest).max(500_000).optional(),
  /** Whether a test that must fail was reported as failed there; absent where none could be made. */
  canaries: z.boolean().optional(),
  /** Files of the tree that were written or taken away while the tests ran. */
  touched: names.optional(),
  /** Files that were linted. */
  linted: names.optional(),
  /** Source files that the type checker's program contained. */
  checked: names.optional(),
  /** Executable and covered lines of each measured file. */
  measured: z.record(z.string(), z.object({ total: z.int(), covered: z.int() })).optional(),
});
export type Inventory = z.infer<typeof Inventory>;
