const CODE = /\.([cm]?[jt]s|[jt]sx|vue|svelte)$/;
const DECLARATION = /\.d\.([^/]+\.)?[cm]?ts$/;
const TEST = /(\.(test|spec|bench)\.[^/]+$)|(^|\/)(__tests__|__mocks__)\//;
const CONFIGURATION = /(^|\/)(\.[^/]+|[^/]+\.(config|workspace|setup)\.[^/]+)$/;
const TEST_FOLDERS =
  /(^|\/)(tests?|specs?|e2e|testing|fixtures|__(tests|mocks|fixtures|snapshots)__|test-?(utils?|helpers?|support))\//;

/** Code that a module graph can hold: no declaration, no configuration. Tests included. */
export function isCode(file: string): boolean {
  return CODE.test(file) && !DECLARATION.test(file) && !CONFIGURATION.test(file);
}

export function isTestFile(file: string): boolean {
  return TEST.test(file);
}

export function isConfiguration(file: string): boolean {
  return CONFIGURATION.test(file);
}

/** Whether a file belongs to the tests: one of them, or what they alone use by its place. */
export function isTestSide(file: string): boolean {
  return !isConfiguration(file) && (isTestFile(file) || TEST_FOLDERS.test(file));
}
