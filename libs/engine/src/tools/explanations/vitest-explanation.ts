import type { Explanation } from '../tool.js';
import type { VitestSetup } from '../vitest-command.js';
import { explainBy, readExplanation } from './helper.js';
import { measuredByVitest } from './measured-files.js';
import type { Meanings } from './settings.js';
import { compareTestSettings, TestSettings } from './test-settings.js';

const MEANINGS: Meanings = [
  // Told by the files that they let coverage count.
  [/^coverage\.(include|exclude)$/, 'neutral'],
  // Told by `update`.
  [/^snapshotOptions\.updateSnapshot$/, 'neutral'],
  // Told by the files that they select.
  [
    /^(include|exclude|dir|forceRerunTriggers|watchTriggerPatterns|watchExclude|project|projects|workspace)(\.|$)/,
    'neutral',
  ],
  // They decide what is shown, how fast it goes, or are set by the gate itself.
  [
    /^(reporters|outputFile|silent|hideSkippedTests|open|ui|uiBase|api|watch|run|clearScreen|color|name|mode|--)(\.|$)/,
    'neutral',
  ],
  [
    /^(logHeapUsage|printConsoleTrace|slowTestThreshold|attachmentsDir|benchmark|inspector|bail)(\.|$)/,
    'neutral',
  ],
  [/^(testTimeout|hookTimeout|teardownTimeout|maxConcurrency|fileParallelism)$/, 'neutral'],
  [/^(maxWorkers|minWorkers|poolOptions\.\w+\.((max|min)(Threads|Forks)|useAtomics))$/, 'neutral'],
  [/^coverage\.(enabled|clean|cleanOnRerun|reporter|reportsDirectory|reportOnFailure|skipFull)$/, 'neutral'],
  [/^coverage\.(watermarks|processingConcurrency)(\.|$)/, 'neutral'],
  [/^retry$/, 'weaker when higher'],
  [/^(passWithNoTests|allowOnly|dangerouslyIgnoreUnhandledErrors|update)$/, 'weaker when on'],
  [/^(typecheck\.ignoreSourceErrors|coverage\.thresholds\.autoUpdate)$/, 'weaker when on'],
  [/^(isolate|expect\.requireAssertions|typecheck\.enabled)$/, 'weaker when off'],
  [/^coverage\.(all|thresholds\.(100|perFile))$/, 'weaker when off'],
  [/^coverage\.thresholds\.(.*\.)?(lines|functions|branches|statements)$/, 'weaker when lower'],
  [/^coverage\.ignoreClassMethods$/, 'weaker with more entries'],
  [/^coverage\.extension$/, 'weaker with fewer entries'],
];

export const vitestExplanation: Explanation<VitestSetup> = {
  command: ({ packageDirectory }, { options }, place, sample) => ({
    ...explainBy('vitest', place, { packageDirectory, request: { options, sample } }),
    env: { CI: 'true' },
  }),
  read: (end, place) => readExplanation(end, place, TestSettings),
  compare: (before, after) =>
    compareTestSettings({ runner: 'Vitest', meanings: MEANINGS, measured: measuredByVitest }, before, after),
};
