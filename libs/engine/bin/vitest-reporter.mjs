/**
 * Tells, beside Vitest's own json report, which tests ran and how they ended, and what that report leaves out: the
 * configuration that Vitest resolved and the errors that happened outside of any test. Works with Vitest 1 to 4.
 */
import { takeReportPath, writeAttested } from './attested-report.mjs';

const file = takeReportPath();

const MAX_ERRORS = 100;
const MAX_TEXT = 8000;

const text = (value) =>
  value === undefined || value === null ? undefined : String(value).slice(0, MAX_TEXT);
const list = (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** The tests of a file's tasks, each with its suites. */
function testsIn(tasks, file, titles = []) {
  return tasks.flatMap((task) => {
    const path = [...titles, task.name];
    if (task.type === 'suite') return testsIn(task.tasks, file, path);
    const { state = task.mode, retryCount = 0 } = task.result ?? {};
    return [{ file, titles: path, status: STATUS[state] ?? 'skipped', retries: retryCount }];
  });
}
const STATUS = { pass: 'passed', fail: 'failed' };

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
    const tasks = (modules ?? []).map((module) => module.task);
    this.#write(tasks, unhandledErrors);
  }

  /** Vitest 1 to 3. */
  onFinished(files, unhandledErrors) {
    this.#write(files ?? [], unhandledErrors);
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
    if (!file) return;
    const config = this.#vitest?.config ?? {};
    const coverage = { ...config.coverage, ...this.#vitest?.coverageProvider?.options };
    writeAttested(file, {
      version: text(this.#vitest?.version),
      root: text(config.root),
      include: list(config.include),
      exclude: list(config.exclude),
      coverage: {
        enabled: coverage.enabled === true,
        provider: text(coverage.provider),
        include: list(coverage.include),
        exclude: list(coverage.exclude),
      },
      fileErrors: files
        .flatMap(({ filepath, result }) =>
          (result?.errors ?? []).map((error) => ({ file: text(filepath), ...told(error) })),
        )
        .slice(0, MAX_ERRORS),
      unhandledErrors: (unhandledErrors ?? []).slice(0, MAX_ERRORS).map(told),
      tests: files.flatMap((one) => testsIn(one.tasks, one.filepath)),
      failedFiles: files.filter((one) => one.result?.state === 'fail').map((one) => one.filepath),
    });
  }
}
