import path from 'node:path';
import ts from 'typescript';
import { constantText } from '../sources/constant-text.js';
import { isTooDeep, parseSource } from '../sources/parse-source.js';
import { packageImports } from './package-imports.js';

const MAX_IMPORTERS = 400;
const MAX_FILE_BYTES = 1_048_576;

/**
 * Which of these files a set of modules imports by a relative path, or by a name that their package maps to one, as
 * TypeScript and bundlers resolve it.
 *
 * @param importers the modules to read, at most 400 of them
 */
export async function importedAmong(
  files: ReadonlySet<string>,
  importers: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<Set<string>> {
  const imported = new Set<string>();
  for (const importer of importers.slice(0, MAX_IMPORTERS)) {
    const text = await read(importer);
    if (text === undefined || text.length > MAX_FILE_BYTES) continue;
    const specifiers = importsIn(text);
    const mapped = await packageImports(files, importer, specifiers, read);
    const targets = [
      ...specifiers.filter(isRelative).map((specifier) => resolveIn(files, importer, specifier)),
      ...mapped.map((target) => resolveIn(files, '', target)),
    ];
    for (const target of targets) if (target !== undefined && target !== importer) imported.add(target);
  }
  return imported;
}

/** The relative specifiers that a module imports, exports from or requires, also where it puts them together. */
export function relativeImports(text: string): string[] {
  return importsIn(text).filter(isRelative);
}

const isRelative = (name: string): boolean => name.startsWith('.');

function importsIn(text: string): string[] {
  const written = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const all = COMPUTED.test(text) ? [...written, ...computedImports(text)] : written;
  return [...new Set(all)];
}

/** `import(at)`, `require(a + b)` */
const COMPUTED = /\b(?:import|require)\s*\(\s*(?!(['"`])[^'"`$]*\1\s*\))/;

function computedImports(text: string): string[] {
  const source = parseSource(/<\/|\/>/.test(text) ? 'module.tsx' : 'module.ts', text);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name =
      ts.isCallExpression(node) && isLoad(node) && node.arguments[0] && constantText(node.arguments[0]);
    if (typeof name === 'string') found.push(name);
    ts.forEachChild(node, visit);
  };
  try {
    if (source !== undefined) visit(source);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
  }
  return found;
}

const isLoad = ({ expression }: ts.CallExpression): boolean =>
  expression.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(expression) && expression.text === 'require');

const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '.vue',
  '.svelte',
];

/** The file that a relative specifier stands for; `./a.js` may be `./a.ts`, `./a.mjs` `./a.mts`, `./a` may be `./a/index.ts`. */
export function resolveIn(
  files: ReadonlySet<string>,
  importer: string,
  specifier: string,
): string | undefined {
  const target = path.posix.join(path.posix.dirname(importer), specifier.replace(/[?#].*$/, ''));
  const stems = [target, target.replace(/\.([cm]?)js(x?)$/, '')];
  const [first, ...others] = stems.flatMap((stem) => [
    ...ENDINGS.map((ending) => stem + ending),
    ...ENDINGS.slice(1).map((ending) => `${stem}/index${ending}`),
  ]);
  // What is written `.mjs` comes of `.mts`, and of no other ending.
  const candidates = [first ?? target, target.replace(/\.([cm])js$/, '.$1ts'), ...others];
  return candidates.find((candidate) => files.has(candidate));
}
