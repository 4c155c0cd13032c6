/**
 * Writes what Vitest's own json reporter leaves out: the configuration that Vitest resolved and the errors
 * that happened outside of any test. Works with the reporter hooks of Vitest 1 to 4.
 */
import { writeFileSync } from 'node:fs';

const MAX_ERRORS = 100;
const MAX_TEXT = 8000;

const text = (value) =>
  value === undefined || value === null ? undefined : String(value).slice(0, MAX_TEXT);
const list = (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
const told = (error) => ({
  name: text(error?.name),
  message: text(error?.message ?? error),
  stack: text(error?.stackStr ?? error?.stack),
  type: text(error?.type),
  code: text(error?.code),
  testPath: text(error?.VITEST_TEST_PATH),
});

export default class QualityGatesReporter {
  #vitest;
  #written = false;

  onInit(vitest) {
    this.#vitest = vitest;
    this.#ignoreThresholds();
  }

  /** Vitest 3 and 4. */
  onTestRunEnd(modules, unhandledErrors) {
    const ofModules = (modules ?? []).map((module) => ({ file: module.moduleId, errors: module.errors?.() }));
    this.#write(ofModules, unhandledErrors);
  }

  /** Vitest 1 to 3. */
  onFinished(files, unhandledErrors) {
    const ofFiles = (files ?? []).map((file) => ({ file: file.filepath, errors: file.result?.errors }));
    this.#write(ofFiles, unhandledErrors);
  }

  /** Whether the numbers suffice is decided by the gate, not by thresholds of the judged tree. */
  #ignoreThresholds() {
    for (const options of [this.#vitest?.config?.coverage, this.#vitest?.coverageProvider?.options]) {
      if (options?.thresholds) options.thresholds = undefined;
    }
  }

  #write(files, unhandledErrors) {
    this.#ignoreThresholds();
    if (this.#written) return;
    this.#written = true;
    const file = process.env.QUALITY_GATES_VITEST_REPORT;
    if (!file) return;
    const config = this.#vitest?.config ?? {};
    const coverage = { ...config.coverage, ...this.#vitest?.coverageProvider?.options };
    writeFileSync(
      file,
      JSON.stringify({
        version: text(this.#vitest?.version),
        root: text(config.root),
        include: list(config.include),
        exclude: list(config.exclude),
        ignoresUnhandledErrors: config.dangerouslyIgnoreUnhandledErrors === true,
        coverage: {
          enabled: coverage.enabled === true,
          provider: text(coverage.provider),
          include: list(coverage.include),
          exclude: list(coverage.exclude),
        },
        fileErrors: files
          .flatMap(({ file, errors }) =>
            (errors ?? []).map((error) => ({ file: text(file), ...told(error) })),
          )
          .slice(0, MAX_ERRORS),
        unhandledErrors: (unhandledErrors ?? []).slice(0, MAX_ERRORS).map(told),
      }),
      { flag: 'wx' },
    );
  }
}
