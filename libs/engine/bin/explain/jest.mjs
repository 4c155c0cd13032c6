/**
 * Tells what Jest's configuration comes to, and which test files it selects, without running a test.
 * Arguments: the file to write, and as JSON { program: string[], options: string[], sample: string[] }.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { plain, sorted } from './plain.mjs';
import { told } from './told.mjs';

const [, , report = '', request = '{}'] = process.argv;
const { program = [], options = [], sample = [] } = JSON.parse(request);
const shown = told(program, [...options, '--ci', '--showConfig']);
const { globalConfig, configs } = JSON.parse(shown.slice(shown.indexOf('{')));
const listed = told(program, [...options, '--ci', '--listTests', '--json']);
const testFiles = JSON.parse(listed.slice(listed.indexOf('[')));

const { seed: _seed, ...global } = globalConfig;
const projects = configs.map(({ id: _id, cacheDirectory: _cache, cwd: _cwd, ...config }, index) => {
  const name = config.displayName?.name ?? (index === 0 ? 'root' : `project ${index + 1}`);
  return [name, plain(config)];
});
writeFileSync(
  report,
  JSON.stringify({
    global: plain(global),
    projects: Object.fromEntries(projects),
    sample,
    testFiles: sorted(testFiles.map((file) => path.relative(process.cwd(), file))),
  }),
  { flag: 'wx' },
);
