import type { Repository } from '@quality-gates/git';
import type { ObjectId } from '@quality-gates/contract';
import { z } from 'zod';
import { scriptArguments } from './judging-scripts.js';
import type { PackageManifest, Project } from './project.js';

const strings = z.record(z.string(), z.string()).optional().catch(undefined);
const Manifest = z
  .looseObject({
    name: z.string().optional().catch(undefined),
    type: z.string().optional().catch(undefined),
    main: z.string().optional().catch(undefined),
    module: z.string().optional().catch(undefined),
    types: z.string().optional().catch(undefined),
    bin: z
      .union([z.string(), z.record(z.string(), z.string())])
      .optional()
      .catch(undefined),
    scripts: strings,
    dependencies: strings,
    devDependencies: strings,
    peerDependencies: strings,
    optionalDependencies: strings,
  })
  .catch({});

/** Reads what one tree declares about itself, straight from its objects. */
export async function projectOfTree(repository: Repository, tree: ObjectId): Promise<Project> {
  const entries = await repository.listTree(tree);
  const files = new Set(entries.filter((entry) => entry.mode !== '160000').map((entry) => entry.path));
  const texts = new Map<string, Promise<string | undefined>>();
  const read = (path: string) => {
    if (!files.has(path)) return Promise.resolve(undefined);
    const text = texts.get(path) ?? repository.readBlob(tree, path).then((blob) => blob?.toString('utf8'));
    texts.set(path, text);
    return text;
  };
  const manifest = parseManifest(await read('package.json'));
  const kinds = [
    manifest.dependencies,
    manifest.devDependencies,
    manifest.peerDependencies,
    manifest.optionalDependencies,
  ];
  return {
    files,
    manifest,
    read,
    readMany: async (paths) => {
      const blobs = await repository.readBlobs(tree, paths);
      return new Map([...blobs].map(([path, blob]) => [path, blob.toString('utf8')]));
    },
    links: new Set(entries.filter((entry) => entry.mode === '120000').map((entry) => entry.path)),
    dependsOn: (name) => kinds.some((kind) => kind !== undefined && Object.hasOwn(kind, name)),
    scriptArguments: (program) => scriptArguments(manifest, program),
  };
}

/** Reads a package.json; what is malformed in it counts as absent. */
export function parseManifest(text: string | undefined): PackageManifest {
  if (text === undefined) return {};
  try {
    return Manifest.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
