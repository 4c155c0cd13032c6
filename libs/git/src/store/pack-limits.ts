/** What a pack from outside may cost. */
export interface PackLimits {
  /** The size of the pack. @default 268435456 (256 MiB) */
  packBytes: number;
  /** How many objects it has. @default 200000 */
  objects: number;
  /** The size of one object, inflated and with its differences applied. @default 134217728 (128 MiB) */
  objectBytes: number;
  /** The size of one tree, which says how many entries a folder may have. @default 8388608 (8 MiB) */
  treeBytes: number;
  /** The size of all objects together, inflated. @default 2147483648 (2 GiB) */
  inflatedBytes: number;
  /** The address space of the git process that reads it. @default 1610612736 (1.5 GiB) */
  memoryBytes: number;
  /** Its processor time. @default 60 */
  cpuSeconds: number;
  /** How long it may take in all. @default 300000 */
  timeoutMs: number;
}

const MIB = 1_048_576;

export const DEFAULT_PACK_LIMITS: PackLimits = {
  packBytes: 256 * MIB,
  objects: 200_000,
  objectBytes: 128 * MIB,
  treeBytes: 8 * MIB,
  inflatedBytes: 2048 * MIB,
  memoryBytes: 1536 * MIB,
  cpuSeconds: 60,
  timeoutMs: 300_000,
};
