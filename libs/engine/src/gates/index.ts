export { judgeBuild } from './build.js';
export { couldNotTell } from './could-not-tell.js';
export { judgeLint } from './lint.js';
export { judgeTestAndCoverage } from './test-and-coverage.js';
export { judgeTypecheck } from './typecheck.js';
