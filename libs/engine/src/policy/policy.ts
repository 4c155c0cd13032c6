import { z } from 'zod';
import { GateName } from '@quality-gates/contract';
import type { RuleLevels } from '../integrity/judge-finding.js';
import type { RunLimits } from '../process/limits/ceilings.js';
import { JUDGE_RULES } from '../integrity/rules.js';

const timeoutMs = z
  .int()
  .min(1000)
  .max(24 * 3_600_000)
  .optional()
  .meta({
    description: 'Milliseconds after which the gate is ended as inconclusive. Default: limits.timeoutMs.',
  });
const ruleLevels = Object.fromEntries(
  Object.entries(JUDGE_RULES).map(([rule, { level, why }]) => [
    rule,
    z
      .enum(['error', 'warn', 'note', 'off'])
      .optional()
      .meta({ description: `${why} Default: ${level}.` }),
  ]),
);
const globs = z.array(z.string().min(1).max(1024)).max(256);
const gate = <T extends z.ZodRawShape>(shape: T) =>
  z.union([z.literal('off'), z.strictObject({ ...shape, timeoutMs })]);

/** What a project asks of its changes: `quality-gates.yaml` at the root of the base. */
export const PolicyFile = z
  .strictObject({
    $schema: z.string().optional(),
    stages: z
      .strictObject({
        'pre-commit': z.array(GateName).max(64).optional(),
        'post-commit': z.array(GateName).max(64).optional(),
      })
      .optional()
      .meta({ description: 'Which gates each stage runs.' }),
    gates: z
      .strictObject({
        integrity: gate({
          protect: globs
            .optional()
            .meta({ description: 'More files that only the orchestrator may let change.' }),
          rules: z.strictObject(ruleLevels).optional().meta({
            description:
              'How much a finding of each rule weighs: `error` rejects, `warn` and `note` are only said, `off` is silence. What the base already has is never a finding.',
          }),
        }).optional(),
        typecheck: gate({
          project: z
            .string()
            .min(1)
            .max(1024)
            .optional()
            .meta({ description: 'The tsconfig to check. Default: as detected.' }),
        }).optional(),
        lint: gate({
          files: globs
            .optional()
            .meta({ description: 'What to lint. Default: what the lint script names, else everything.' }),
          maxWarnings: z
            .int()
            .nonnegative()
            .optional()
            .meta({ description: 'Warnings that still pass. Default: 0.' }),
        }).optional(),
        test: gate({}).optional(),
        coverage: gate({
          lines: z
            .number()
            .min(0)
            .max(100)
            .optional()
            .meta({ description: 'Least share of lines covered, in percent. Default: 85.' }),
          include: globs.optional().meta({
            description:
              "Source files that count. Default: the test tool's own configuration, else every source file.",
          }),
          exclude: globs.optional().meta({ description: 'Source files that do not count.' }),
        }).optional(),
        build: gate({
          load: z
            .boolean()
            .optional()
            .meta({ description: 'Whether to import the built entry points. Default: true.' }),
        }).optional(),
      })
      .optional(),
    limits: z
      .strictObject({
        timeoutMs,
        outputBytes: z
          .int()
          .min(1024)
          .max(1_073_741_824)
          .optional()
          .meta({ description: 'Most bytes a tool may print. Default: 67108864.' }),
        memoryBytes: z.int().min(67_108_864).optional().meta({
          description:
            "Most memory of a tool with all its processes; three quarters of it are the most for the heap of one Node process. Default: 8589934592, and Node's own choice for the heap. Never more than nine tenths of the machine's memory.",
        }),
        processes: z.int().min(32).max(1_000_000).optional().meta({
          description: 'Most processes and threads of a tool at once. Default: 2048.',
        }),
        cpuMs: z
          .int()
          .min(1000)
          .max(64 * 24 * 3_600_000)
          .optional()
          .meta({
            description:
              'Most processor time of a tool with all its processes, in milliseconds. Default: timeoutMs for each processor of the machine.',
          }),
        diskBytes: z.int().min(1_048_576).optional().meta({
          description:
            'Most bytes that a tool may write to its workspace, its reports, and its directories for temporary files. Default: 4294967296.',
        }),
      })
      .optional(),
  })
  .meta({
    id: 'QualityGatesPolicy',
    title: 'Quality gates policy',
    description: 'What a project asks of its changes.',
  });
export type PolicyFile = z.infer<typeof PolicyFile>;

/** A policy with every default filled in. */
export interface Policy {
  stages: Record<'pre-commit' | 'post-commit', GateName[]>;
  /** Gates that the file names, so that they are required even where no tool is detected. */
  explicit: ReadonlySet<GateName>;
  off: ReadonlySet<GateName>;
  integrity: { protect: string[]; rules: RuleLevels };
  typecheck: { project?: string };
  lint: { files?: string[]; maxWarnings: number };
  coverage: { lines: number; include?: string[]; exclude?: string[] };
  build: { load: boolean };
  /** What is absent has a default that depends on the machine, see `ceilingsOf`. */
  limits: RunLimits;
  /** Overrides `limits.timeoutMs` for single gates. */
  timeouts: Partial<Record<GateName, number>>;
}

/** The JSON Schema (draft 2020-12) of `quality-gates.yaml`, made from the schema that validates it. */
export function policyJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(PolicyFile, { target: 'draft-2020-12' });
}
