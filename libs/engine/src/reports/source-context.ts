import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { finding, type Finding, type FindingDraft } from '@quality-gates/contract';
import type { TreeRoot } from './tree-path.js';

const MAX_SOURCE_BYTES = 4 * 1024 * 1024;

/**
 * Completes drafts with the source line they speak of, so that a fingerprint stays when lines around it move;
 * equal problems on equal lines are told apart by their order. What a tool says twice (for each output format,
 * for each program that holds the file) is one problem.
 */
export async function completeFindings(drafts: readonly FindingDraft[], root: TreeRoot): Promise<Finding[]> {
  const sources = new Map<string, Promise<string[]>>();
  const seen = new Map<string, number>();
  const findings: Finding[] = [];
  const told = new Set<string>();
  for (const draft of drafts) {
    const whole = JSON.stringify([draft.rule, draft.file, draft.range, draft.message, draft.severity]);
    if (told.has(whole)) continue;
    told.add(whole);
    let context = draft.context ?? '';
    if (draft.file !== undefined && draft.range && !draft.context) {
      const lines = sources.get(draft.file) ?? linesOf(draft.file, root);
      sources.set(draft.file, lines);
      context = (await lines)[draft.range.startLine - 1]?.trim() ?? '';
    }
    const key = [draft.rule, draft.file, draft.message, context].join('\0');
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    findings.push(finding({ ...draft, context: ordinal === 0 ? context : `${context}\0${ordinal}` }));
  }
  return findings;
}

async function linesOf(file: string, { directory }: TreeRoot): Promise<string[]> {
  const absolute = path.join(directory, file);
  const stat = await lstat(absolute).catch(() => undefined);
  if (!stat?.isFile() || stat.size > MAX_SOURCE_BYTES) return [];
  return (await readFile(absolute, 'utf8').catch(() => '')).split('\n');
}
