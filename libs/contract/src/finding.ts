import { createHash } from 'node:crypto';
import { z } from 'zod';

export const Severity = z.enum(['error', 'warning', 'info']).meta({ id: 'Severity' });
export type Severity = z.infer<typeof Severity>;

/** A place in a file: lines and columns count from 1 (columns in UTF-16 code units, as editors and LSP tools count them). */
export const Range = z
  .strictObject({
    startLine: z.int().positive(),
    startColumn: z.int().positive().optional(),
    endLine: z.int().positive().optional(),
    endColumn: z.int().positive().optional(),
  })
  .meta({ id: 'Range', description: 'Lines and columns count from 1.' });
export type Range = z.infer<typeof Range>;

/** One located problem. */
export const Finding = z
  .strictObject({
    rule: z
      .string()
      .min(1)
      .max(256)
      .meta({ description: "The tool's own rule id, or one of the gate's, e.g. `no-evidence`." }),
    severity: Severity,
    message: z.string().min(1).max(8192),
    file: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .meta({ description: 'Relative to the root of the tree, with forward slashes.' }),
    range: Range.optional(),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{16,64}$/)
      .meta({ description: 'The same for the same problem when lines around it move.' }),
    fix: z.string().max(8192).optional().meta({ description: 'What would mend it, where the tool knows.' }),
    introduced: z
      .union([z.boolean(), z.literal('unknown')])
      .meta({ description: 'Whether the candidate brought it in.' }),
    waived: z
      .boolean()
      .optional()
      .meta({ description: 'True where a waiver of the orchestrator accepts it.' }),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;

/** What a tool's report says of a problem, before it is made a {@link Finding}. */
export type FindingDraft = Omit<Finding, 'fingerprint' | 'introduced'> & {
  introduced?: Finding['introduced'];
  /** The source line, or whatever else tells two problems of the same rule and message apart. */
  context?: string;
};

const MAX_MESSAGE = 4000;

/** Completes a draft: bounds its message and derives its fingerprint from rule, file, message and context, never from line numbers. */
export function finding(draft: FindingDraft): Finding {
  const { context, ...rest } = draft;
  const message =
    rest.message.length > MAX_MESSAGE ? `${rest.message.slice(0, MAX_MESSAGE)} …` : rest.message;
  const fingerprint = createHash('sha256')
    .update([rest.rule, rest.file ?? '', message, context ?? ''].join('\0'))
    .digest('hex')
    .slice(0, 32);
  return { introduced: 'unknown', ...rest, message, fingerprint };
}
