import path from 'node:path';
import type { GateContext } from '../gate.js';
import { isCode, isConfiguration, isTestSide } from '../source-files.js';
import { changedTestSide } from './test-side.js';

/** Beyond so many modules nobody looks who speaks of data. */
const MAX_MODULES = 1000;
const DATA = /\.(json[5lc]?|ya?ml|toml|csv|tsv|xml|html|txt|md|sql|graphql|gql|bin|dat)$/i;

/** Every path of the tests at which the two trees differ, with the data that tests alone speak of, wherever it lies. */
export async function changedForTests(context: GateContext): Promise<string[]> {
  return [...changedTestSide(context.change), ...(await dataOfTests(context))];
}

/**
 * Data that some test of the base names and nothing of its product does: what stands there is what tests expect. Asked
 * of the base alone, since the candidate could name it anywhere.
 */
async function dataOfTests(context: GateContext): Promise<string[]> {
  const { change, place } = context;
  const data = [...change.changed, ...change.deleted].filter(
    (file) => DATA.test(file) && !isTestSide(file) && !isConfiguration(file),
  );
  if (data.length === 0) return [];
  const code = [...new Set([...place.files, ...change.deleted])].filter(isCode);
  if (code.length > MAX_MODULES) return [];
  const named = async (modules: readonly string[]) => {
    const found = new Set<string>();
    for (const module of modules) {
      const text = (await context.readBase(module)) ?? '';
      for (const file of data) if (text.includes(path.posix.basename(file))) found.add(file);
    }
    return found;
  };
  const byTests = await named(code.filter(isTestSide));
  if (byTests.size === 0) return [];
  const byProduct = await named(code.filter((file) => !isTestSide(file)));
  return data.filter((file) => byTests.has(file) && !byProduct.has(file));
}
