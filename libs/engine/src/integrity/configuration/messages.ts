import path from 'node:path';
import type { JudgeFinding } from '../judge-finding.js';
import type { Member } from './closure/closure.js';
import type { Effect } from './effect/effect.js';
import type { Sides } from './sides.js';

const SHOWN = 12;

/** What is said of a file of the judge that was changed; nothing where no gate could notice, or nobody can tell. */
export function findingOf(member: Member, effect: Effect, sides: Sides): JudgeFinding | undefined {
  const file = member.path;
  const what = `${standing(member)}${happened(member, sides)}`;
  return findingFor(file, what, effect);
}

/** What is said of a part of the judge's configuration, given what it is and what it comes to. */
export function findingFor(file: string, what: string, effect: Effect): JudgeFinding | undefined {
  if (effect.kind === 'neutral' || effect.kind === 'untold') return undefined;
  const { weaker, other, stricter } = effect;
  if (effect.kind === 'told' && weaker.length + other.length === 0) {
    return {
      rule: 'judge-stricter',
      file,
      message: `Stricter than the base: ${list(stricter)}. ${what} The gates ran with the base's version.`,
    };
  }
  const says = [
    ...(weaker.length > 0 ? [`Weaker than the base: ${list(weaker)}.`] : []),
    ...(other.length > 0 ? [`Otherwise than the base: ${list(other)}.`] : []),
    ...(stricter.length > 0 ? [`Stricter than the base: ${list(stricter)}.`] : []),
  ];
  const unknown =
    effect.kind === 'unknown'
      ? [
          `${says.length > 0 ? 'Nobody can tell all that it comes to' : 'Nobody can tell what the change comes to'}: ${effect.why}.`,
        ]
      : [];
  return {
    rule: 'judge-changed',
    file,
    message: [
      ...says,
      what,
      ...unknown,
      `The gates ran with the base's version.`,
      `Leave it as the base has it, or ask the orchestrator for a waiver of judge-changed on ${file}.`,
    ].join(' '),
  };
}

/** How the file comes to speak for the judge. */
function standing({ path: file, root, via, tools }: Member): string {
  const names = [...new Set([...tools].map(({ name }) => name))].sort().join(', ');
  switch (root) {
    case 'policy':
      return `${file} says what the gates ask`;
    case 'protected':
      return `${file} is protected by the policy of the base`;
    case 'packages':
      return `${file} says which packages are installed and how`;
    case 'environment':
      return `${file} sets variables that ${names} loads`;
    case 'script':
      return `${file} configures ${names}, as the base sets it up`;
    case 'tool':
      return `${file} configures ${names}`;
    case undefined: {
      const by = via ? ` (named by ${via.from}${via.key === undefined ? '' : `, ${via.key}`})` : '';
      return `${file} is part of how ${names} judges${by}`;
    }
    default:
      return root satisfies never;
  }
}

function happened({ path: file, root }: Member, { base, candidate }: Sides): string {
  if (!candidate.files.has(file)) return ', and the candidate takes it away.';
  if (base.files.has(file)) return '.';
  const shadowed = shadowedBy(file, base.files);
  if (shadowed !== undefined) return `, and is new: it may be read in the place of ${shadowed}.`;
  return root === undefined ? ', and is new: it may be found in the place of another file.' : ', and is new.';
}

/** The configuration of the base that a new one would come before, or stand beside. */
function shadowedBy(file: string, files: ReadonlySet<string>): string | undefined {
  const family = familyOf(file);
  for (let directory = path.posix.dirname(file); ; directory = path.posix.dirname(directory)) {
    const found = [...files].find(
      (other) => path.posix.dirname(other) === directory && familyOf(other) === family,
    );
    if (found !== undefined || directory === '.') return found;
  }
}

/** What the names of one configuration have in common: `vite` and `vitest` serve the same tool. */
function familyOf(file: string): string {
  const name = path.posix.basename(file).toLowerCase();
  if (/^\.eslintrc|^eslint\.config\./.test(name)) return 'eslint';
  return name.replace(/\.(json5?|ya?ml|[cm]?[jt]sx?)$/, '').replace(/^vitest?\./, 'vite.');
}

function list(sentences: readonly string[]): string {
  const more = sentences.length - SHOWN;
  const shown = sentences.slice(0, SHOWN).map((one) => (one.length > 300 ? `${one.slice(0, 300)} …` : one));
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
