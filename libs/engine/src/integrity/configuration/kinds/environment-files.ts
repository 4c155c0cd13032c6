import { NEUTRAL, unknown, type Effect } from '../effect/effect.js';
import { lines } from './same-meaning.js';

/** Variables by which runtimes and tools are told what to do, whoever reads them. */
const RESERVED =
  /^(NODE_|NPM_|npm_|VITEST|VITE_NODE|JEST|BABEL_|ESLINT|TS_|TSC|LD_|PATH$|HOME$|CI$|TZ$|DEBUG$|FORCE_COLOR$|NO_COLOR$|ESBUILD)/;

/** What runners and frameworks load while tests run, and nobody in use. */
const OF_TESTS = /(^|\/)\.env\.(test|testing|vitest|jest|ci)(\.local)?$/i;

/**
 * What a changed file of variables comes to. Variables that neither a tool nor the judge's own files speak of are
 * the product's, unless they are set for tests alone.
 */
export function environmentEffect(
  path: string,
  before: string,
  after: string,
  judgeTexts: Iterable<string>,
): Effect {
  const [was, is] = [variables(before), variables(after)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => was.get(name) !== is.get(name),
  );
  if (changed.length > 0 && OF_TESTS.test(path))
    return unknown(`it sets ${listed(changed)} where tests run, and nowhere else`);
  const texts = [...judgeTexts];
  const judging = changed.filter((name) => RESERVED.test(name) || texts.some((text) => text.includes(name)));
  if (judging.length === 0) return NEUTRAL;
  return unknown(`it sets ${listed(judging)}, which a tool or its configuration reads`);
}

const listed = (names: readonly string[]) => names.slice(0, 10).join(', ');

function variables(text: string): Map<string, string> {
  return new Map(
    lines(text).map((line) => {
      const [name = '', ...value] = line.replace(/^export\s+/, '').split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
}
