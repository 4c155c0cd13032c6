import type { PackageManifest } from '../policy/project.js';

/** A file that a package promises to its users. */
export interface EntryPoint {
  /** Relative to the package, with forward slashes. */
  file: string;
  /** Where the manifest names it, e.g. `exports["."].import`. */
  declaredAs: string;
  /** How it is proved to be sound beyond being there. */
  proof: 'import' | 'require' | 'syntax' | 'exists';
}

const OTHER_RUNTIMES = new Set([
  'browser',
  'deno',
  'bun',
  'worker',
  'workerd',
  'edge-light',
  'react-native',
  'electron',
  'netlify',
  'react-server',
  'source',
  'development-source',
]);

/** The entry points that a manifest declares: main, module, types, bin and every condition of exports without patterns. */
export function entryPoints(manifest: PackageManifest): EntryPoint[] {
  const entries: EntryPoint[] = [];
  const add = (value: unknown, declaredAs: string, proof: EntryPoint['proof']) => {
    if (typeof value !== 'string' || value === '' || value.includes('*')) return;
    const file = value.replace(/^\.\//, '');
    entries.push({ file, declaredAs, proof: loadable(file, proof) });
  };
  add(
    manifest.main,
    'main',
    manifest.type === 'module' || manifest.main?.endsWith('.mjs') ? 'import' : 'require',
  );
  // Only bundlers read `module`; Node would take it for what `type` says.
  add(
    manifest.module,
    'module',
    manifest.type === 'module' || manifest.module?.endsWith('.mjs') ? 'import' : 'exists',
  );
  add(manifest.types, 'types', 'exists');
  add(manifest['typings'], 'typings', 'exists');
  if (typeof manifest.bin === 'string') add(manifest.bin, 'bin', 'syntax');
  else for (const [name, file] of Object.entries(manifest.bin ?? {})) add(file, `bin.${name}`, 'syntax');
  addExports(manifest.exports, 'exports', []);
  return distinct(entries);

  function addExports(value: unknown, declaredAs: string, conditions: readonly string[]): void {
    if (declaredAs.includes('*')) return;
    if (typeof value === 'string') return add(value, declaredAs, proofFor(conditions));
    if (Array.isArray(value)) return addExports(value[0], declaredAs, conditions);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      addExports(
        inner,
        `${declaredAs}[${JSON.stringify(key)}]`,
        key.startsWith('.') ? conditions : [...conditions, key],
      );
    }
  }
}

function proofFor(conditions: readonly string[]): EntryPoint['proof'] {
  if (conditions.some((condition) => condition.startsWith('types') || OTHER_RUNTIMES.has(condition)))
    return 'exists';
  return conditions.includes('require') ? 'require' : 'import';
}

function loadable(file: string, proof: EntryPoint['proof']): EntryPoint['proof'] {
  if (proof === 'syntax') return /\.[cm]?js$/.test(file) ? 'syntax' : 'exists';
  if (proof !== 'exists' && file.endsWith('.cjs')) return 'require';
  return /\.[cm]?js$/.test(file) ? proof : 'exists';
}

function distinct(entries: readonly EntryPoint[]): EntryPoint[] {
  const seen = new Map<string, EntryPoint>();
  for (const entry of entries) {
    const key = `${entry.proof} ${entry.file}`;
    if (!seen.has(key)) seen.set(key, entry);
  }
  return [...seen.values()];
}
