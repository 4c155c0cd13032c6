import { z } from 'zod';
import type { Add, Direction } from './differences.js';
import { compareSettings, shown, type Meanings } from './settings.js';

/** What ESLint's configuration comes to for one file. */
export const EslintConfig = z.looseObject({
  rules: z.record(z.string(), z.unknown()),
  plugins: z.array(z.string()),
  /** Digests of what the plugins' rules do. */
  implementations: z.record(z.string(), z.string()),
});
export type EslintConfig = z.infer<typeof EslintConfig>;

const MEANINGS: Meanings = [
  [/^(linterOptions\.)?noInlineConfig$/, 'weaker when off'],
  [/^(linterOptions\.)?reportUnused(DisableDirectives|InlineConfigs)$/, 'weaker when lower'],
  // Told by the files that they hide.
  [/^ignorePatterns$/, 'neutral'],
];

/** Adds how the second configuration differs from the first for a file. */
export function compareEslintConfigs(
  before: EslintConfig,
  after: EslintConfig,
  file: string,
  addDifference: Add,
): void {
  const add = (direction: Direction, text: string) => addDifference(direction, `${text} for %`, file);
  for (const rule of Object.keys({ ...before.rules, ...after.rules })) compareRule(rule, before, after, add);
  comparePlugins(before.plugins, after.plugins, add);
  compareSettings(withoutRules(before), withoutRules(after), MEANINGS, add);
}

const LEVELS = ['off', 'warn', 'error'];

function compareRule(rule: string, before: EslintConfig, after: EslintConfig, add: Add): void {
  const [old, now] = [ruleOf(before.rules[rule]), ruleOf(after.rules[rule])];
  if (old.level !== now.level)
    add(
      now.level < old.level ? 'weaker' : 'stricter',
      `${rule} is ${LEVELS[now.level]} instead of ${LEVELS[old.level]}`,
    );
  if (old.level === 0 || now.level === 0) return;
  if (JSON.stringify(old.options) !== JSON.stringify(now.options))
    add(
      directionOfLimit(rule, old.options, now.options),
      `${rule} has the options ${shown(now.options)} instead of ${shown(old.options)}`,
    );
  if (before.implementations[rule] !== after.implementations[rule])
    add('other', `${rule} does something else`);
}

function ruleOf(setting: unknown): { level: number; options: unknown[] } {
  const [severity, ...options]: unknown[] = Array.isArray(setting) ? setting : [setting];
  const named = LEVELS.indexOf(String(severity));
  return { level: named >= 0 ? named : typeof severity === 'number' ? severity : 0, options };
}

/** Rules whose one number is the most that they allow. */
const LIMITS =
  /^(complexity|max-(classes-per-file|depth|len|lines|lines-per-function|nested-callbacks|params|statements|statements-per-line))$/;

function directionOfLimit(rule: string, before: readonly unknown[], after: readonly unknown[]): Direction {
  const [old, now] = [limitOf(before), limitOf(after)];
  if (!LIMITS.test(rule) || old === undefined || now === undefined) return 'other';
  return now > old ? 'weaker' : 'stricter';
}

function limitOf([limit, ...rest]: readonly unknown[]): number | undefined {
  if (rest.length > 0) return undefined;
  const parsed = z.union([z.number(), z.strictObject({ max: z.number() })]).safeParse(limit);
  if (!parsed.success) return undefined;
  return typeof parsed.data === 'number' ? parsed.data : parsed.data.max;
}

/** A plugin that comes in does nothing by itself; one that goes is told by its rules. */
function comparePlugins(before: readonly string[], after: readonly string[], add: Add): void {
  const nameOf = (plugin: string) => plugin.split(': ')[0];
  for (const plugin of after) {
    const old = before.find((one) => nameOf(one) === nameOf(plugin));
    if (old !== undefined && old !== plugin)
      add('other', `the plugin ${plugin} stands in the place of ${old}`);
  }
}

function withoutRules({ rules: _rules, plugins: _plugins, implementations: _own, ...rest }: EslintConfig) {
  return rest;
}
