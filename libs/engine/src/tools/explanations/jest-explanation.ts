import type { JestSetup } from '../jest-command.js';
import type { Explanation } from '../tool.js';
import { explainBy, readExplanation } from './helper.js';
import { measuredByJest } from './measured-files.js';
import type { Meanings } from './settings.js';
import { compareTestSettings, TestSettings } from './test-settings.js';

const MEANINGS: Meanings = [
  // Told by the files that they select.
  [
    /^(testMatch|testRegex|testPathIgnorePatterns|roots|modulePathIgnorePatterns|projects|filter)$/,
    'neutral',
  ],
  // They decide what is shown, how fast it goes, or are set by the gate itself.
  [/^(bail|cache|ci|collectCoverage|coverageDirectory|coverageReporters|displayName|json)(\.|$)/, 'neutral'],
  [
    /^(listTests|logHeapUsage|maxConcurrency|maxWorkers|notify|notifyMode|outputFile|reporters)(\.|$)/,
    'neutral',
  ],
  [/^(openHandlesTimeout|silent|slowTestThreshold|testTimeout|useStderr|verbose|workerThreads)$/, 'neutral'],
  [/^(watch|watchAll|watchman|watchPathIgnorePatterns|watchPlugins|workerIdleMemoryLimit)$/, 'neutral'],
  [/^(testLocationInResults|expand|onlyFailures|noStackTrace|nonFlagArgs)$/, 'neutral'],
  [/^(passWithNoTests|forceExit)$/, 'weaker when on'],
  [
    /^(detectLeaks|detectOpenHandles|errorOnDeprecated|injectGlobals|waitForUnhandledRejections)$/,
    'weaker when off',
  ],
  [/^coverageThreshold\.(.*\.)?(lines|functions|branches|statements)$/, 'weaker when lower'],
  // Told by the files that they let coverage count.
  [/^(collectCoverageFrom|coveragePathIgnorePatterns)$/, 'neutral'],
];

export const jestExplanation: Explanation<JestSetup> = {
  command(tool, { options }, place, sample) {
    const { file, args } = tool.command([]);
    const command = explainBy('jest', place, { request: { program: [file, ...args], options, sample } });
    return { ...command, env: { CI: 'true', NODE_ENV: 'test' } };
  },
  read: (end, place) => readExplanation(end, place, TestSettings),
  compare: (before, after) =>
    compareTestSettings({ runner: 'Jest', meanings: MEANINGS, measured: measuredByJest }, before, after),
};
