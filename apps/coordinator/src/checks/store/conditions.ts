import type { CoordinatorHealth } from '@quality-gates/contract';
import { z } from 'zod';

/** What a verdict depends on besides its question. */
export const Conditions = z.strictObject({
  engineVersion: z.string(),
  sandbox: z.string(),
  node: z.string(),
  platform: z.string(),
});
export type Conditions = z.infer<typeof Conditions>;

/** The conditions under which this process judges. */
export function conditionsOf({ engineVersion, sandbox }: CoordinatorHealth): Conditions {
  return {
    engineVersion: engineVersion ?? 'unknown',
    sandbox: sandbox ?? 'unknown',
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}
