/**
 * Tells what Vitest's configuration comes to, for Vitest 1 to 4, without running a test.
 * Arguments: the package's directory, the file to write, and as JSON { options: string[], sample: string[] }.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestOf, plain, sorted } from './plain.mjs';

const [, , packageDirectory = '', report = '', request = '{}'] = process.argv;
const { options: own = [], sample = [] } = JSON.parse(request);
const api = await import(pathToFileURL(nodeEntry()).href);
if (own.length > 0 && !api.parseCLI)
  throw new Error('This version of Vitest cannot say what its options mean.');
const asked = api.parseCLI?.(['vitest', 'run', ...own]).options ?? {};
const vitest = await api.createVitest('test', { ...asked, run: true, watch: false, reporters: [] });

const projects = vitest.projects?.length > 0 ? vitest.projects : [vitest];
const CONFIG = /^vite(st)?\.config\.[cm]?[jt]s$/;
const addedByVitest = neverMeasured();
const settings = {
  global: testSettings(vitest.config),
  projects: Object.fromEntries(
    projects.map((project, index) => [nameOf(project, index), settingsOf(project)]),
  ),
  testFiles: await testFiles(),
  sample,
};
writeFileSync(report, JSON.stringify(settings), { flag: 'wx' });
// What the configuration started would keep the process alive.
process.exit(0);

function nodeEntry() {
  const { exports } = JSON.parse(readFileSync(path.join(packageDirectory, 'package.json'), 'utf8'));
  let entry = exports['./node'];
  while (typeof entry === 'object') entry = entry.import ?? entry.default;
  return path.join(packageDirectory, entry);
}

function nameOf({ name, config }, index) {
  const own = typeof name === 'string' ? name : config?.name;
  return String(own || (index === 0 ? 'root' : `project ${index + 1}`));
}

function settingsOf(project) {
  const { config } = project.vite ?? project.server ?? vitest.vite ?? vitest.server;
  return { ...testSettings(project.config), vite: viteSettings(config) };
}

/** Everything but what differs from run to run, and what Vitest itself adds. */
function testSettings(config) {
  const { api: _api, cache: _cache, config: _file, sequence, browser, coverage, ...rest } = config;
  const { seed: _seed, ...order } = sequence ?? {};
  const exclude = coverage?.exclude?.filter((glob) => !addedByVitest.has(glob) && !CONFIG.test(glob));
  return plain({
    ...rest,
    sequence: order,
    coverage: { ...coverage, ...(exclude && { exclude }) },
    ...(browser?.enabled && { browser: { ...browser, api: undefined } }),
  });
}

/** Tests, their setup and the configuration itself never count as source. */
function neverMeasured() {
  const configs = [vitest.config, ...projects.map((project) => project.config)];
  const files = configs.flatMap(({ setupFiles = [], config }) => [...setupFiles, config ?? '']);
  return new Set([
    ...configs.flatMap(({ include = [] }) => include),
    ...files,
    ...files.map((file) => path.relative(vitest.config.root, file)),
  ]);
}

/** What of Vite decides how tests and sources are read. */
function viteSettings(config) {
  const { alias, conditions, dedupe, extensions, mainFields } = config.resolve ?? {};
  const { define, esbuild, oxc, envDir, envPrefix, assetsInclude, plugins } = config;
  return plain({
    resolve: { alias, conditions, dedupe, extensions, mainFields },
    read: { define, esbuild, oxc, envDir, envPrefix, assetsInclude },
    plugins: plugins.map((plugin) => `${plugin.name} ${digestOf(JSON.stringify(plain(plugin)))}`),
  });
}

async function testFiles() {
  const glob = vitest.globTestSpecifications ?? vitest.globTestSpecs ?? vitest.globTestFiles;
  const found = await glob.call(vitest);
  return sorted(new Set(found.map((one) => path.relative(process.cwd(), one.moduleId ?? one[1]))));
}
