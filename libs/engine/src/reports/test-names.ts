import type { TestCase } from '../tools/tool.js';

const STATUS: Record<string, TestCase['status']> = { passed: 'passed', failed: 'failed' };

/** Todo, pending and the like count as skipped. */
export function statusOf(status: string): TestCase['status'] {
  return STATUS[status] ?? 'skipped';
}

/** The name by which a test is known from run to run. */
export function nameOfTest(file: string, titles: readonly string[]): string {
  return [file, ...titles.filter(Boolean)].join(' > ');
}
