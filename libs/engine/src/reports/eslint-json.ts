import type { FindingDraft } from '@quality-gates/contract';
import { z } from 'zod';
import { treePath, type TreeRoot } from './tree-path.js';

const Message = z.object({
  ruleId: z.string().nullish(),
  fatal: z.boolean().optional(),
  severity: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  message: z.string(),
  line: z.number().nullish(),
  column: z.number().nullish(),
  endLine: z.number().nullish(),
  endColumn: z.number().nullish(),
  fix: z.object({ range: z.tuple([z.number(), z.number()]), text: z.string() }).nullish(),
  suggestions: z.array(z.object({ desc: z.string() })).nullish(),
});

/** What ESLint writes with `--format json`. */
export const EslintJson = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(Message),
    /** From ESLint 8.8 on. */
    suppressedMessages: z.array(z.unknown()).optional(),
  }),
);
export type EslintJson = z.infer<typeof EslintJson>;

export interface EslintRead {
  drafts: FindingDraft[];
  lintedFiles: string[];
  /** How many problems are hidden; absent where ESLint does not say. */
  suppressed?: number;
}

/** Problems and linted files; a file that ESLint says it ignored was not linted. */
export function readEslintJson(report: EslintJson, root: TreeRoot): EslintRead {
  const drafts: FindingDraft[] = [];
  const lintedFiles: string[] = [];
  let suppressed: number | undefined;
  for (const { filePath, messages, suppressedMessages } of report) {
    const file = treePath(filePath, root);
    if (file === undefined || messages.some(saysIgnored)) continue;
    lintedFiles.push(file);
    if (suppressedMessages) suppressed = (suppressed ?? 0) + suppressedMessages.length;
    for (const message of messages) drafts.push(draftOf(message, file));
  }
  return { drafts, lintedFiles: lintedFiles.sort(), ...(suppressed !== undefined && { suppressed }) };
}

function saysIgnored(message: z.infer<typeof Message>): boolean {
  return !message.ruleId && !message.fatal && message.message.startsWith('File ignored');
}

function draftOf(message: z.infer<typeof Message>, file: string): FindingDraft {
  const line = position(message.line);
  const fix = message.fix ? fixText(message.fix.text) : message.suggestions?.[0]?.desc;
  return {
    rule: message.ruleId || (message.fatal ? 'parse-error' : 'eslint'),
    severity: message.severity === 2 || message.fatal ? 'error' : message.severity === 1 ? 'warning' : 'info',
    message: message.message || 'ESLint gave no message.',
    file,
    ...(line && {
      range: {
        startLine: line,
        startColumn: position(message.column),
        endLine: position(message.endLine),
        endColumn: position(message.endColumn),
      },
    }),
    ...(fix && { fix: fix.slice(0, 2000) }),
  };
}

function fixText(text: string): string {
  return text === '' ? 'Remove it.' : `Replace it with: ${text}`;
}

function position(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
