import type { Project } from '../policy/project.js';

/** Globs to measure by where neither the policy nor the base's configuration says; empty where the base does. */
export type CoverageDefaults = { include: string[]; exclude: string[] };

const EXTENSIONS = ['js', 'cjs', 'mjs', 'jsx', 'ts', 'cts', 'mts', 'tsx'];

/** What counts as source by default is no test, no helper of tests, no declaration, no configuration, no output. */
const NO_SOURCE = [
  '**/*.d.{ts,mts,cts}',
  '**/*.{test,spec,bench,cy,stories}.*',
  '**/{test,tests,__tests__,__mocks__,__fixtures__,__snapshots__,fixtures,e2e,cypress,benchmark,benchmarks,bench}/**',
  '**/*.{config,setup}.*',
  '**/.*rc.{js,cjs,mjs}',
  // Not `.*`: to some globs that is the root itself.
  '**/.?*/**',
  '**/{dist,build,out,coverage,node_modules,docs,examples,website}/**',
];

/**
 * @param configText the text of the test tool's configuration in the base
 */
export function coverageDefaults(project: Project, configText: string | undefined): CoverageDefaults {
  const own = sectionOf(configText ?? '', 'coverage');
  if (/\binclude\s*:/.test(own)) return { include: [], exclude: [] };
  const extensions = [
    ...EXTENSIONS,
    ...['vue', 'svelte'].filter((framework) => project.dependsOn(framework)),
  ];
  const hasSrc = [...project.files].some((file) => file.startsWith('src/'));
  return {
    include: [`${hasSrc ? 'src/' : ''}**/*.{${extensions.join(',')}}`],
    exclude: /\bexclude\s*:/.test(own) ? [] : NO_SOURCE,
  };
}

/** What to pass to the tool: the policy's word first, else the defaults. Tests and the like never count as source. */
export function globsFor(
  defaults: CoverageDefaults,
  asked: { include?: string[]; exclude?: string[] },
): CoverageDefaults {
  const speaks = asked.include !== undefined || asked.exclude !== undefined;
  return {
    include: asked.include ?? defaults.include,
    exclude: speaks ? [...NO_SOURCE, ...(asked.exclude ?? [])] : defaults.exclude,
  };
}

/** The text between the braces that follow `name:`. */
function sectionOf(text: string, name: string): string {
  const start = new RegExp(`\\b${name}['"]?\\s*:\\s*\\{`).exec(text);
  if (!start) return '';
  let depth = 0;
  for (let index = start.index + start[0].length - 1; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return text.slice(start.index, index + 1);
  }
  return text.slice(start.index);
}
