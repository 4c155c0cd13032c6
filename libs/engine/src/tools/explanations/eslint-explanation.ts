import { z } from 'zod';
import type { EslintSetup } from '../eslint-setup.js';
import type { Explanation } from '../tool.js';
import { collectDifferences, type Add } from './differences.js';
import { compareEslintConfigs, EslintConfig } from './eslint-configs.js';
import { explainBy, readExplanation } from './helper.js';

const Counts = z.record(z.string(), z.record(z.string(), z.object({ count: z.number() })));

/** `files` says which of `configs` holds for a file; null where ESLint does not lint it. */
const EslintSettings = z.object({
  files: z.record(z.string(), z.int().nullable()),
  configs: z.array(EslintConfig),
  suppressions: Counts.optional(),
});
type EslintSettings = z.infer<typeof EslintSettings>;

export const eslintExplanation: Explanation<EslintSetup> = {
  command: ({ packageDirectory }, { config, options }, place, sample) => {
    const command = explainBy('eslint', place, {
      packageDirectory,
      request: { config, options, files: sample },
    });
    return { ...command, env: { ESLINT_USE_FLAT_CONFIG: String(config === 'flat') } };
  },

  read: (end, place) => readExplanation(end, place, EslintSettings),

  compare(before, after) {
    const differences = collectDifferences();
    const { add } = differences;
    compare(EslintSettings.parse(before), EslintSettings.parse(after), add);
    return differences.told();
  },
};

function compare(before: EslintSettings, after: EslintSettings, add: Add): void {
  for (const file of Object.keys({ ...before.files, ...after.files })) {
    const [old, now] = [configOf(before, file), configOf(after, file)];
    if (old && !now) add('weaker', 'ESLint no longer lints %', file);
    else if (!old && now) add('stricter', 'ESLint now lints %', file);
    else if (old && now) compareEslintConfigs(old, now, file, add);
  }
  compareSuppressions(before.suppressions ?? {}, after.suppressions ?? {}, add);
}

function configOf({ files, configs }: EslintSettings, file: string): EslintConfig | undefined {
  const index = files[file];
  return typeof index === 'number' ? configs[index] : undefined;
}

type Suppressions = z.infer<typeof Counts>;

function compareSuppressions(before: Suppressions, after: Suppressions, add: Add): void {
  const countOf = (all: Suppressions, file: string, rule: string) => all[file]?.[rule]?.count ?? 0;
  for (const file of Object.keys({ ...before, ...after })) {
    for (const rule of Object.keys({ ...before[file], ...after[file] })) {
      const more = countOf(after, file, rule) - countOf(before, file, rule);
      if (more !== 0)
        add(
          more > 0 ? 'weaker' : 'stricter',
          `${Math.abs(more)} ${more > 0 ? 'more' : 'fewer'} problems of ${rule} are suppressed in %`,
          file,
        );
    }
  }
}
