import type { PackageManifest } from '../../../policy/project.js';

/** The candidate's package.json with the base's word in the given sections and scripts. */
export function mergedManifest(
  candidate: PackageManifest,
  base: PackageManifest,
  sections: readonly string[],
  scripts: readonly string[],
): string {
  const merged: PackageManifest = { ...candidate };
  for (const section of sections) {
    if (Object.hasOwn(base, section)) merged[section] = base[section];
    else delete merged[section];
  }
  if (scripts.length > 0) {
    const own = { ...candidate.scripts };
    for (const name of scripts) {
      const text = base.scripts?.[name];
      if (text === undefined) delete own[name];
      else own[name] = text;
    }
    merged.scripts = own;
  }
  return `${JSON.stringify(merged, null, 2)}\n`;
}
