import type { Project } from '../../../policy/project.js';
import type { Tool } from '../../../tools/tool.js';
import { isTsconfig } from '../kinds/file-kinds.js';
import { readAll } from '../read-all.js';
import { fileReferences } from './file-references.js';
import { followLinks } from './links.js';
import { fileKey, namesTsconfig, type FileKey, type Reference } from './reference.js';
import { resolveReference, type Resolution } from './resolve-reference.js';
import type { Root } from './roots.js';

/** A file that speaks for the judge, and how it comes to. */
export interface Member {
  path: string;
  /** What it is to the tools: `code` where they run it and no effective setting shows what it does. */
  role: FileKey;
  /** The tools that it speaks for. */
  tools: Set<Tool>;
  /** Those of them whose effective settings show what it says. */
  explainedBy: Set<Tool>;
  /** By its name alone, or because a script hands it to a tool: never part of the product. */
  root?: Root['why'] | 'script';
  /** A setting names it. */
  isNamed: boolean;
  /** The file that leads to it first, and the setting by which. */
  via?: { from: string; key?: string };
  leadsTo: Set<string>;
  /** What it imports by a name, as it is written there. */
  imports: Set<string>;
}

/** Where a walk begins. */
export interface Start {
  path: string;
  tools: readonly Tool[];
  explainedBy: readonly Tool[];
  role: FileKey;
  why: NonNullable<Member['root']>;
}

/** More files than any configuration has: what lies beyond is left to the gates' own evidence. */
const MAX_MEMBERS = 3000;

/**
 * The files that configure the judge, with all that they import and name, as one tree has them. What is resolved
 * is resolved against both trees, so that a file which would be found in the place of another is found too.
 */
export async function closureOf(
  starts: readonly Start[],
  project: Project,
  at: Resolution,
): Promise<Map<string, Member>> {
  const members = new Map<string, Member>();
  const queue: string[] = [];
  const reach = (path: string, about: Omit<Member, 'path' | 'leadsTo' | 'imports'>): void => {
    const known = members.get(path);
    if (!known) {
      if (members.size >= MAX_MEMBERS || isManifest(path)) return;
      members.set(path, {
        ...about,
        path,
        tools: new Set(about.tools),
        explainedBy: new Set(about.explainedBy),
        leadsTo: new Set(),
        imports: new Set(),
      });
      queue.push(path);
      return;
    }
    const before = known.tools.size + known.explainedBy.size;
    for (const tool of about.tools) known.tools.add(tool);
    for (const tool of about.explainedBy) known.explainedBy.add(tool);
    const becomesCode = about.role === 'code' && known.role !== 'code' && known.root === undefined;
    if (becomesCode) known.role = 'code';
    known.isNamed ||= about.isNamed;
    // Whom a file speaks for, all that it leads to speaks for.
    if (becomesCode || known.tools.size + known.explainedBy.size > before) queue.push(path);
  };
  for (const { path, tools, explainedBy, role, why } of starts)
    reach(path, {
      tools: new Set(tools),
      explainedBy: new Set(explainedBy),
      role,
      root: why,
      isNamed: false,
    });

  while (queue.length > 0) {
    const level = queue.splice(0);
    const texts = await readAll(
      project,
      level.filter((path) => leadsOn(members.get(path))),
    );
    for (const path of level) {
      const member = members.get(path);
      if (!member) continue;
      const behind = await followLinks(project, path);
      for (const link of [...behind.links, behind.path].filter((one) => one !== path && at.files.has(one))) {
        member.leadsTo.add(link);
        const { tools, explainedBy, role } = member;
        reach(link, { tools, explainedBy, role, isNamed: false, via: { from: path } });
      }
      const text = texts.get(path);
      if (text === undefined || behind.links.length > 0) continue;
      for (const reference of fileReferences(path, text)) {
        const name = packageNamedBy(reference, member);
        if (name !== undefined) member.imports.add(name);
        for (const target of resolveReference(reference, path, at)) {
          if (target === path) continue;
          member.leadsTo.add(target);
          const via = viaOf(path, reference);
          reach(target, { tools: member.tools, ...standingBy(reference, member), via });
        }
      }
    }
  }
  return members;
}

function standingBy(
  reference: Reference,
  { path, role, explainedBy }: Member,
): Pick<Member, 'role' | 'isNamed' | 'explainedBy'> {
  const isNamed = reference.kind === 'named';
  const own = isNamed ? (fileKey(reference.key) ?? 'code') : 'configuration';
  // Settings of the compiler show in no other tool's.
  const isOtherTool = isNamed && namesTsconfig(reference.key) && !isTsconfig(path);
  return {
    role: role === 'code' ? 'code' : own,
    isNamed,
    explainedBy: isOtherTool ? new Set() : explainedBy,
  };
}

/** A specifier that may lead to a package. Settings of what only runs in a tool are its own affair. */
function packageNamedBy(reference: Reference, { role }: Member): string | undefined {
  const isNamed = reference.kind === 'module' || (reference.kind === 'named' && role === 'configuration');
  return isNamed && /^[@\w]/.test(reference.specifier) ? reference.specifier : undefined;
}

function viaOf(from: string, reference: Reference): Member['via'] {
  return reference.kind === 'named' ? { from, key: reference.key } : { from };
}

/** What speaks for packages alone, such as a package manager in the tree, is judged as it stands. */
function leadsOn(member: Member | undefined): boolean {
  return (
    (member?.tools.size ?? 0) > 0 || /(^|\/)\.(pnpmfile\.[cm]js|yarnrc(\.yml)?)$/.test(member?.path ?? '')
  );
}

/** Manifests are judged by their sections. */
const isManifest = (path: string) => /(^|\/)package\.json$/.test(path);
