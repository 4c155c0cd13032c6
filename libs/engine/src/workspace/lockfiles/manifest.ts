import path from 'node:path';
import semver from 'semver';
import { z } from 'zod';
import type { Project } from '../../policy/project.js';
import { parseJson, readText } from './read.js';

/** Every package that package.json asks for is there in a version that fits. */
export async function manifestMismatch(candidate: Project, nodeModules: string): Promise<string | undefined> {
  const wanted = { ...candidate.manifest.dependencies, ...candidate.manifest.devDependencies };
  for (const [name, range] of Object.entries(wanted)) {
    const manifest = parseJson(
      z.looseObject({ version: z.string() }),
      await readText(path.join(nodeModules, name, 'package.json')),
    );
    if (!manifest) return `${name} is not installed`;
    const versionRange = semver.validRange(range);
    if (versionRange && !semver.satisfies(manifest.version, versionRange, { includePrerelease: true })) {
      return `${name} is installed as ${manifest.version}, package.json asks for ${range}`;
    }
  }
  return undefined;
}
