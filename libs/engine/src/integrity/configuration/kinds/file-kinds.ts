import path from 'node:path';

/** How the text of a file is read. */
export type FileKind = 'code' | 'json' | 'yaml' | 'ignore' | 'environment' | 'lines' | 'opaque';

const CODE = /\.([cm]?[jt]s|[jt]sx)$/;
const JSON_LIKE = /(\.json[c5]?|\/\.swcrc|\/\.babelrc|\/\.(nyc|c8)rc)$/;
const YAML_LIKE = /(\.ya?ml|\/\.eslintrc)$/;
const IGNORE = /\/\.[a-z]+ignore$/;
const ENVIRONMENT = /\/\.env(\.[^/]+)?$/;
const LINES = /\/\.(npmrc|yarnrc)$/;

export function fileKindOf(file: string): FileKind {
  const name = `/${path.posix.basename(file)}`;
  if (CODE.test(name)) return 'code';
  if (JSON_LIKE.test(name)) return 'json';
  if (YAML_LIKE.test(name)) return 'yaml';
  if (IGNORE.test(name)) return 'ignore';
  if (ENVIRONMENT.test(name)) return 'environment';
  return LINES.test(name) ? 'lines' : 'opaque';
}

/** Material that tests work on: a tool's configuration in there configures nothing but the material. */
const FIXTURE = /(^|\/)(__)?(test-?)?(fixtures?|testdata|test-data)(__)?\//i;

export function isFixture(file: string): boolean {
  return FIXTURE.test(file);
}

export function isTsconfig(file: string): boolean {
  return /(^|\/)[tj]sconfig([.-][^/]*)?\.json$/.test(file);
}
