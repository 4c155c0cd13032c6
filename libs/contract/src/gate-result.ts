import { z } from 'zod';
import { Finding } from './finding.js';
import { GateName, Milliseconds } from './words.js';

/** The tool that answered, in the version that ran. */
export const ToolIdentity = z
  .strictObject({ name: z.string().min(1).max(128), version: z.string().min(1).max(128) })
  .meta({ id: 'ToolIdentity' });
export type ToolIdentity = z.infer<typeof ToolIdentity>;

/** What proves that a gate did its work, e.g. `{ kind: 'files-linted', count: 42 }`. */
export const Evidence = z
  .strictObject({
    kind: z.string().min(1).max(64),
    count: z.int().nonnegative(),
    detail: z.string().max(1024).optional(),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof Evidence>;

/** Why a gate could not tell. None of these is the candidate's fault. */
export const InconclusiveReason = z
  .enum([
    'timed-out',
    'out-of-memory',
    'killed',
    'crashed',
    'flaky',
    'cancelled',
    'output-limit',
    'resource-limit',
    'sandbox-unavailable',
    'dependencies-unavailable',
    'tool-missing',
  ])
  .meta({ id: 'InconclusiveReason' });
export type InconclusiveReason = z.infer<typeof InconclusiveReason>;

/** Why a gate does not apply. Only the policy, or detection on the base, may say so. */
export const SkipReason = z
  .enum(['not-detected', 'off-in-policy', 'not-in-stage'])
  .meta({ id: 'SkipReason' });
export type SkipReason = z.infer<typeof SkipReason>;

const common = {
  gate: GateName,
  required: z.boolean().meta({ description: 'Whether the verdict depends on it.' }),
  tool: ToolIdentity.optional(),
  durationMs: Milliseconds,
  fromRecord: z.boolean().meta({ description: 'True where the answer was known and nothing ran.' }),
};

const answered = {
  ...common,
  evidence: z.array(Evidence).max(64),
  metrics: z.record(z.string().max(64), z.number()).meta({ examples: [{ linesPct: 91.2 }] }),
  findings: z.array(Finding).max(1000),
  findingsOmitted: z
    .int()
    .nonnegative()
    .meta({ description: 'How many findings were left out to keep the answer short.' }),
  reproduce: z
    .string()
    .max(8192)
    .optional()
    .meta({ description: 'The command that shows the same on a checkout of the tree.' }),
};

export const PassedGate = z
  .strictObject({ status: z.literal('passed'), ...answered })
  .refine((gate) => gate.evidence.some((item) => item.count > 0), 'a pass needs evidence of work done')
  .meta({ id: 'PassedGate' });
export const FailedGate = z
  .strictObject({ status: z.literal('failed'), ...answered })
  .refine((gate) => gate.findings.length > 0, 'a failure needs at least one finding')
  .meta({ id: 'FailedGate' });
export const InconclusiveGate = z
  .strictObject({
    status: z.literal('inconclusive'),
    ...common,
    reason: InconclusiveReason,
    retryable: z
      .boolean()
      .meta({ description: 'Whether asking again may help without anybody mending something.' }),
    message: z.string().min(1).max(8192).meta({ description: 'The cause and the mend.' }),
    reproduce: z.string().max(8192).optional(),
  })
  .meta({ id: 'InconclusiveGate' });
export const SkippedGate = z
  .strictObject({
    status: z.literal('skipped'),
    ...common,
    required: z.literal(false),
    reason: SkipReason,
    message: z.string().min(1).max(8192),
  })
  .meta({ id: 'SkippedGate' });

/** What one gate answered; switch on `status`. */
export const GateResult = z
  .discriminatedUnion('status', [PassedGate, FailedGate, InconclusiveGate, SkippedGate])
  .meta({ id: 'GateResult' });
export type PassedGate = z.infer<typeof PassedGate>;
export type FailedGate = z.infer<typeof FailedGate>;
export type InconclusiveGate = z.infer<typeof InconclusiveGate>;
export type SkippedGate = z.infer<typeof SkippedGate>;
export type GateResult = z.infer<typeof GateResult>;
