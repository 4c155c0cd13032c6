import { relativeImports, resolveIn } from '../../evidence/imported-files.js';
import type { TestReport } from '../../tools/tool.js';
import type { GateContext } from '../gate.js';
import { shuffled, type Chance } from './chance.js';

/** Enough to meet whatever tampers with a run, and few enough to cost little beside the run itself. */
const MAX_FILES = 12;
const MAX_CHARACTERS = 256 * 1024;
/** How many test files are read at most, to see what they import. */
const MAX_READ = 400;

export interface TestFile {
  path: string;
  text: string;
}

/**
 * Which test files of a run get canaries: those that the candidate changed, then those that import what it changed,
 * then others by chance.
 */
export async function chooseFiles(
  { change, place, readCandidate }: Pick<GateContext, 'change' | 'place' | 'readCandidate'>,
  { tests }: Pick<TestReport, 'tests'>,
  pick: Chance,
): Promise<TestFile[]> {
  const ran = new Set(tests.filter(({ status }) => status === 'passed').map(({ file }) => file));
  const changed = new Set(change.changed);
  const eligible = [...ran].filter((file) => place.files.has(file)).sort();
  const own = eligible.filter((file) => changed.has(file));
  const others = shuffled(
    eligible.filter((file) => !changed.has(file)),
    pick,
  );

  const read: TestFile[] = [];
  for (const path of [...own, ...others].slice(0, MAX_READ)) {
    const text = await readCandidate(path);
    // Tests inside of a source file: turning one would turn the source.
    if (text !== undefined && !text.includes('import.meta.vitest')) read.push({ path, text });
  }
  const reaches = ({ path, text }: TestFile) =>
    changed.has(path) ||
    relativeImports(text).some((specifier) => resolveIn(changed, path, specifier) !== undefined);
  const near = read.filter(reaches);
  const far = read.filter((file) => !near.includes(file));
  return withinBounds([...near, ...far]);
}

function withinBounds(files: readonly TestFile[]): TestFile[] {
  const chosen: TestFile[] = [];
  let characters = 0;
  for (const file of files) {
    if (chosen.length === MAX_FILES) break;
    if (characters + file.text.length > MAX_CHARACTERS) continue;
    characters += file.text.length;
    chosen.push(file);
  }
  return chosen;
}
