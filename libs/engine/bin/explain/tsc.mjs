/**
 * Tells what the configurations of TypeScript projects come to, with those that they refer to.
 * Arguments: the file to write, and as JSON { program: string[], version: string, projects: string[] }.
 */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { plain } from './plain.mjs';
import { told } from './told.mjs';

const MAX_PROJECTS = 100;

const [, , report = '', request = '{}'] = process.argv;
const { program = [], version = '', projects = [] } = JSON.parse(request);
const settings = {};
const waiting = projects.map(configOf);
while (waiting.length > 0) {
  const config = waiting.shift();
  if (settings[config] !== undefined || !existsSync(config)) continue;
  if (Object.keys(settings).length === MAX_PROJECTS) throw new Error(`More than ${MAX_PROJECTS} projects.`);
  const shown = JSON.parse(told(program, ['-p', config, '--showConfig']));
  const fromRoot = (file) => path.posix.join(path.posix.dirname(config), file);
  settings[config] = {
    compilerOptions: plain(shown.compilerOptions ?? {}),
    files: (shown.files ?? []).map(fromRoot).sort(),
  };
  waiting.push(...(shown.references ?? []).map((reference) => configOf(fromRoot(reference.path))));
}
writeFileSync(report, JSON.stringify({ version, projects: settings }), { flag: 'wx' });

function configOf(project) {
  const isFolder = existsSync(project) && statSync(project).isDirectory();
  return path.posix.normalize(isFolder ? path.posix.join(project, 'tsconfig.json') : project);
}
