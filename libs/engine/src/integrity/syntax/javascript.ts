import type { JudgeFinding } from '../judge-finding.js';
import { isOfTools, type AboutFiles, type Sides } from './sides.js';

const TYPESCRIPT = /\.([cm]?ts|tsx)$/;
const DECLARATION = /\.d\.[cm]?ts$/;
const JAVASCRIPT = /\.([cm]?js|jsx)$/;
const TYPESCRIPT_ENDINGS = ['.ts', '.tsx', '.cts', '.mts'];
const ENDINGS = ['.js', '.jsx', '.cjs', '.mjs'];

/** Files that stopped being TypeScript, and declarations written by hand beside JavaScript that came with them. */
export function javascriptInPlaceOfTypescript(sides: readonly Sides[], about: AboutFiles): JudgeFinding[] {
  const found = new Map<string, JudgeFinding>();
  const became = (from: string, to: string) =>
    found.set(to, {
      rule: 'javascript-in-place-of-typescript',
      file: to,
      range: { startLine: 1 },
      message: `${from} was TypeScript and is now ${to}, which the type checker does not look into as it did. Keep it TypeScript and mend what the checker says.`,
    });
  const added = new Set(sides.filter((one) => one.before === undefined).map(({ path }) => path));
  for (const { path, previousPath, before, after } of sides) {
    if (isShown(path) && !about.isShipped?.(path)) continue;
    if (previousPath !== undefined && isTypescript(previousPath) && JAVASCRIPT.test(path)) {
      became(previousPath, path);
    }
    if (before !== undefined && after === undefined && isTypescript(path)) {
      const successor = ENDINGS.map((ending) => stemOf(path) + ending).find(
        (one) => about.candidatePaths.has(one) && !about.basePaths.has(one),
      );
      if (successor !== undefined) became(path, successor);
    }
    if (before === undefined && DECLARATION.test(path)) {
      const beside = ENDINGS.map((ending) => stemOf(path) + ending).find((one) => added.has(one));
      if (beside !== undefined && !found.has(beside)) {
        found.set(path, {
          rule: 'javascript-in-place-of-typescript',
          file: path,
          range: { startLine: 1 },
          message: `${path} says by hand what ${beside} is, and nothing checks whether that is so. Write ${beside} in TypeScript.`,
        });
      }
    }
  }
  for (const path of about.candidatePaths) {
    if (found.has(path) || about.basePaths.has(path) || isOfTools(path)) continue;
    const typed = typescriptBeside(path, about);
    if (typed === undefined) continue;
    found.set(path, {
      rule: 'javascript-in-place-of-typescript',
      file: path,
      range: { startLine: 1 },
      message: `${path} stands beside ${typed}, so what is checked is not what is loaded. Write it in ${typed}, or give it another name.`,
    });
  }
  return [...found.values()];
}

function typescriptBeside(path: string, about: AboutFiles): string | undefined {
  if (!JAVASCRIPT.test(path)) return undefined;
  return TYPESCRIPT_ENDINGS.map((ending) => stemOf(path) + ending).find((one) =>
    about.candidatePaths.has(one),
  );
}

/** What is shown or tried out beside the product may be written in what its readers write. */
const isShown = (path: string) => /(^|\/)(examples?|docs|website|bench(marks?)?)\//i.test(path);

const isTypescript = (path: string) => TYPESCRIPT.test(path) && !DECLARATION.test(path);
const stemOf = (path: string) => path.replace(/(\.d)?\.[^./]+$/, '');
