import { importedAmong } from '../evidence/imported-files.js';
import { isCode, isTestSide } from '../gates/source-files.js';
import { isSupport } from './syntax/sides.js';

/** Beyond these, chains of imports are not followed. */
const MAX_STEPS = 8;

/**
 * The changed files that look by their place like tests or tools, and that the product imports all the same: what they
 * hold is shipped.
 *
 * @param files every path of the candidate
 */
export async function shippedFiles(
  files: ReadonlySet<string>,
  changed: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<ReadonlySet<string>> {
  const shipped = new Set<string>();
  if (!changed.some(isAside)) return shipped;
  const isImporter = (file: string) => isCode(file) && !isAside(file) && !isForTests(file);
  const ofChange = new Set(changed);
  // Nobody imports what is called a test but who was changed to do so.
  const isHidden = changed.some((file) => isAside(file) && isCode(file) && !isTestName(file));
  const rest = isHidden ? [...files].filter((file) => isImporter(file) && !ofChange.has(file)) : [];
  let importers = [...changed.filter(isImporter), ...rest];
  for (let step = 0; step < MAX_STEPS && importers.length > 0; step += 1) {
    const imported = await importedAmong(files, importers, read);
    importers = [...imported].filter((file) => isAside(file) && !shipped.has(file));
    for (const file of importers) shipped.add(file);
  }
  return shipped;
}

const isAside = (file: string): boolean => isTestSide(file) || isSupport(file);

/** Stories, mocks and the like stand anywhere, and may use what tests use. */
const isForTests = (file: string): boolean =>
  /(^|\/)(\.storybook|stories|cypress|mocks?|playground|dev)\/|[.-](stories|story|mocks?|fixtures?|cy|test-?\w*|spec-?\w*)\.[^/]+$|(^|\/)(tests?|mocks?|fixtures?)([.-][^/]*)?\.[^/]+$/i.test(
    file,
  );

const isTestName = (file: string): boolean => /\.(test|spec|bench)\.[^/]+$/.test(file);
