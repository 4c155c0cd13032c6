import type { TestReport } from '../../tools/tool.js';
import type { GateContext } from '../gate.js';
import { shuffled, type Chance } from './chance.js';
import { reachingFiles } from './reaching-files.js';

/** Enough to meet whatever tampers with a run, and few enough to cost little beside the run itself. */
const MAX_FILES = 12;
const MAX_CHARACTERS = 256 * 1024;
/** So many are asked although the change does not reach them. */
const FAR_FILES = 4;

export interface TestFile {
  path: string;
  text: string;
}

/**
 * Which test files of a run get canaries: those that the candidate changed, then others that import what it changed,
 * however far. Where they are few, some that it does not reach, by chance.
 */
export async function chooseFiles(
  context: Pick<GateContext, 'change' | 'place' | 'readCandidate'>,
  { tests }: Pick<TestReport, 'tests'>,
  pick: Chance,
): Promise<TestFile[]> {
  const { change, place } = context;
  const read = (path: string) => context.readCandidate(path);
  const changed = new Set(change.changed);
  const ran = new Set(tests.filter(({ status }) => status === 'passed').map(({ file }) => file));
  const eligible = [...ran].filter((file) => place.files.has(file));
  const reaching =
    changed.size > 0 ? await reachingFiles(eligible, changed, place.files, read) : new Set<string>();
  const own = eligible.filter((file) => changed.has(file));
  const others = shuffled(
    eligible.filter((file) => !changed.has(file)),
    pick,
  );
  // What nobody can follow (aliases, packages, configuration) may reach every file.
  const near = others.filter((file) => reaching.size === 0 || reaching.has(file));
  const far = others.filter((file) => !near.includes(file));
  const wanted = changed.size > 0 ? own.length + near.length : 0;

  const chosen: TestFile[] = [];
  let characters = 0;
  for (const [index, path] of [...own, ...near, ...far].entries()) {
    if (chosen.length >= (index < wanted ? MAX_FILES : FAR_FILES)) break;
    const text = await read(path);
    // Tests inside of a source file are left alone: turning one would turn the source.
    if (text === undefined || text.includes('import.meta.vitest')) continue;
    if (characters + text.length > MAX_CHARACTERS) continue;
    characters += text.length;
    chosen.push({ path, text });
  }
  return chosen;
}
