import { ConfigurationError } from '@quality-gates/contract';

/** One thing that is wrong with the configuration. */
export interface ConfigurationProblem {
  name: string;
  /** What was found there; never a secret. */
  found: string;
  mend: string;
}

/** Everything that is wrong with the configuration, so that it can be mended in one go. */
export class ConfigurationProblemsError extends ConfigurationError {
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    const lines = problems.map(({ name, found, mend }) => `  ${name}: ${found}. ${mend}`);
    super(`The coordinator cannot start with this configuration:\n${lines.join('\n')}`);
  }
}
