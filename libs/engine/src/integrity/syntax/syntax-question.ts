import { isTestSide } from '../../gates/source-files.js';
import type { JudgeFinding } from '../judge-finding.js';
import type { Sides } from './sides.js';
import { syntaxFindings } from './syntax-findings.js';

/** What is asked of the syntax of a change, as plain data that can go to another thread. */
export interface SyntaxQuestion {
  sides: readonly Sides[];
  basePaths: ReadonlySet<string>;
  candidatePaths: ReadonlySet<string>;
  /** What `bin` of the candidate names, by {@link stemOf}. */
  programs: ReadonlySet<string>;
  /** What looks like tests or tools by its place, and is imported by the product. */
  shipped: ReadonlySet<string>;
}

export function answerOf({ sides, programs, shipped, ...paths }: SyntaxQuestion): JudgeFinding[] {
  return syntaxFindings(sides, {
    ...paths,
    isTest: isTestSide,
    isProgram: (path) => programs.has(stemOf(path)),
    isShipped: (path) => shipped.has(path),
  });
}

/** `./dist/cli.mjs` and `src/cli.ts` are one program. */
export function stemOf(file: string): string {
  return file
    .replace(/^\.?\//, '')
    .replace(/^(src|lib|dist|build|out)\//, '')
    .replace(/\.[^./]+$/, '');
}
