import type ts from 'typescript';
import type { Binding } from './bindings.js';
import { isConfigurationHelper, isPureCall, isPureModule, packageOf } from './pure-packages.js';

export interface KnownPackages {
  /** Whether the base depends on the package, so that its code is the base's. */
  ofBase(name: string): boolean;
  /** Whether either side depends on it. */
  ofEither(name: string): boolean;
}

/** Relative files are the judge's own and compared for themselves. */
export function isAllowedImport(specifier: string, packages: KnownPackages): boolean {
  if (/^(\.|#)/.test(specifier) || isPureModule(specifier)) return true;
  if (specifier.startsWith('node:')) return false;
  return packages.ofEither(packageOf(specifier));
}

/** Functions that put values together: of the base's own configuration packages, or of paths. */
export function isAllowedCall(
  callee: ts.Expression,
  bindings: ReadonlyMap<string, Binding>,
  packages: KnownPackages,
): boolean {
  const path = callee.getText().split('.');
  const binding = bindings.get(path[0] ?? '');
  if (binding?.kind !== 'import' || !path.every((part) => /^[\w$]+$/.test(part))) return false;
  if (isPureModule(binding.specifier)) {
    const called = path.length > 1 ? path.at(-1) : binding.imported;
    return called !== undefined && isPureCall(called);
  }
  return isConfigurationHelper(binding.specifier) && packages.ofBase(packageOf(binding.specifier));
}
