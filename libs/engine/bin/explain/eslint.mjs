/**
 * Tells what ESLint's configuration comes to for each of some files, for ESLint 8 (both forms), 9 and 10.
 * Arguments: the package's directory, the file to write, and as JSON
 * { config: 'flat' | 'legacy', options: string[], files: string[] }.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { digestOf, plain, sorted } from './plain.mjs';

const [, , packageDirectory = '', report = '', request = '{}'] = process.argv;
const { config: form, options = [], files = [] } = JSON.parse(request);
const load = createRequire(path.join(packageDirectory, 'package.json'));
const api = load('eslint');
const more = load('eslint/use-at-your-own-risk');
const flat = form === 'flat';
const ESLint = (flat ? more.FlatESLint : more.LegacyESLint) ?? api.ESLint;
const eslint = new ESLint(flat ? flatOptions() : legacyOptions());

const configs = [];
const told = {};
for (const file of files) {
  const config = (await eslint.isPathIgnored(file)) ? undefined : await eslint.calculateConfigForFile(file);
  told[file] = config ? indexOf(JSON.stringify(settingsOf(config))) : null;
}
const settings = {
  files: told,
  configs: configs.map((text) => JSON.parse(text)),
  ...suppressions(),
};
writeFileSync(report, JSON.stringify(settings), { flag: 'wx' });
// What the configuration started would keep the process alive.
process.exit(0);

function indexOf(text) {
  if (!configs.includes(text)) configs.push(text);
  return configs.indexOf(text);
}

function values(...names) {
  return options.flatMap((option, index) => {
    const [name, own] = option.split(/=(.*)/s);
    return names.includes(name) ? [own ?? options[index + 1] ?? ''] : [];
  });
}

function flatOptions() {
  const extensions = values('--ext').flatMap((list) => list.split(','));
  const flags = values('--flag');
  return {
    cwd: process.cwd(),
    overrideConfigFile:
      values('-c', '--config')[0] ?? (options.includes('--no-config-lookup') ? true : undefined),
    ignore: !options.includes('--no-ignore'),
    ignorePatterns: values('--ignore-pattern'),
    ...(extensions.length > 0 && { overrideConfig: extensions.map((one) => ({ files: [`**/*${one}`] })) }),
    ...(flags.length > 0 && { flags }),
  };
}

function legacyOptions() {
  const [rulesdir, ignorePatterns] = [values('--rulesdir'), values('--ignore-pattern')];
  return {
    cwd: process.cwd(),
    overrideConfigFile: values('-c', '--config')[0],
    useEslintrc: !options.includes('--no-eslintrc'),
    ignore: !options.includes('--no-ignore'),
    ignorePath: values('--ignore-path')[0],
    resolvePluginsRelativeTo: values('--resolve-plugins-relative-to')[0],
    ...(rulesdir.length > 0 && { rulePaths: rulesdir }),
    ...(ignorePatterns.length > 0 && { overrideConfig: { ignorePatterns } }),
  };
}

function settingsOf(config) {
  const { plugins, rules = {}, processor, language, languageOptions, ...rest } = config;
  return plain(
    {
      ...rest,
      rules,
      plugins: Array.isArray(plugins)
        ? sorted(plugins)
        : sorted(Object.entries(plugins ?? {}).map(nameOfPlugin)),
      implementations: flat ? implementations(rules, plugins ?? {}) : {},
      ...(processor && { processor: nameOf(processor) }),
      ...(language && { language: nameOf(language) }),
      ...(languageOptions && { languageOptions }),
    },
    (item) => (item && typeof item === 'object' && isCode(item) ? nameOf(item) : undefined),
  );
}

/** A plugin may bear a rule's name and do nothing: what its rules do is told by their text. */
function implementations(rules, plugins) {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([name, setting]) => {
      const slash = name.lastIndexOf('/');
      const severity = Array.isArray(setting) ? setting[0] : setting;
      if (slash < 0 || !severity || severity === 'off') return [];
      const rule = plugins[name.slice(0, slash)]?.rules?.[name.slice(slash + 1)];
      return [[name, digestOf(rule?.create ?? rule)]];
    }),
  );
}

function nameOfPlugin([namespace, plugin]) {
  const { name, version } = plugin?.meta ?? {};
  return name ? `${namespace}: ${name}@${version ?? ''}` : namespace;
}

function isCode(item) {
  return ['parse', 'parseForESLint', 'preprocess', 'postprocess'].some(
    (name) => typeof item[name] === 'function',
  );
}

/** A parser or a processor, by its name and by what it does. */
function nameOf(item) {
  if (typeof item === 'string') return item;
  const name = item.meta?.name ?? item.name ?? 'without a name';
  const code = ['parse', 'parseForESLint', 'preprocess', 'postprocess', 'createSourceCode'].map(
    (key) => item[key],
  );
  return `${name}@${item.meta?.version ?? ''} ${digestOf(code.join('\n'))}`;
}

/** Problems that ESLint 9.24 and later are told to overlook, by file and rule. */
function suppressions() {
  const file = values('--suppressions-location')[0] ?? 'eslint-suppressions.json';
  return existsSync(file) ? { suppressions: JSON.parse(readFileSync(file, 'utf8')) } : {};
}
