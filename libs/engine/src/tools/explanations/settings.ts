import { z } from 'zod';
import type { Add, Direction } from './differences.js';

/** What a change of a setting means. A setting without a meaning may go either way. */
export type Meaning =
  | 'neutral'
  | 'weaker when on'
  | 'weaker when off'
  | 'weaker when higher'
  | 'weaker when lower'
  | 'weaker with more entries'
  | 'weaker with fewer entries';

/** Meanings by the setting's name; the first that matches counts. */
export type Meanings = readonly (readonly [RegExp, Meaning])[];

export type Settings = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 4;
const MAX_SHOWN = 120;

/** Holds two sets of settings against each other, each setting by what its change means. */
export function compareSettings(before: Settings, after: Settings, meanings: Meanings, add: Add): void {
  const [old, now] = [flattened(before), flattened(after)];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name), now.get(name)];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const meaning = meanings.find(([pattern]) => pattern.test(name))?.[1];
    if (meaning === 'neutral') continue;
    const direction = meaning ? directionOf(meaning, was, is) : 'other';
    if (direction) add(direction, `${name} ${changed(was, is)}`);
  }
}

/** How a value changed; of lists only what came and what went. */
function changed(was: unknown, is: unknown): string {
  const [old, now] = [entries(was), entries(is)];
  if (was === undefined || is === undefined || !old || !now)
    return `is ${shown(is)} instead of ${shown(was)}`;
  const come = now.filter((one) => !old.includes(one));
  const gone = old.filter((one) => !now.includes(one));
  const parts = [
    ...(come.length > 0 ? [`has ${cut(come.join(', '))} besides`] : []),
    ...(gone.length > 0 ? [`no longer has ${cut(gone.join(', '))}`] : []),
  ];
  return parts.join(' and ') || 'has its entries in another order';
}

/** Which way a change goes; nothing where both values mean the same. */
function directionOf(meaning: Exclude<Meaning, 'neutral'>, was: unknown, is: unknown): Direction | undefined {
  switch (meaning) {
    case 'weaker when on':
    case 'weaker when off': {
      const [old, now] = [Boolean(was), Boolean(is)];
      if (old === now) return typeof (was ?? is) === 'boolean' ? undefined : 'other';
      return now === (meaning === 'weaker when on') ? 'weaker' : 'stricter';
    }
    case 'weaker when higher':
    case 'weaker when lower': {
      const [old, now] = [was ?? 0, is ?? 0];
      if (typeof old !== 'number' || typeof now !== 'number') return 'other';
      if (old === now) return undefined;
      return now > old === (meaning === 'weaker when higher') ? 'weaker' : 'stricter';
    }
    default: {
      const [old, now] = [entries(was), entries(is)];
      if (!old || !now) return 'other';
      const [more, fewer] = [now.some((one) => !old.includes(one)), old.some((one) => !now.includes(one))];
      if (more === fewer) return more ? 'other' : undefined;
      return more === (meaning === 'weaker with more entries') ? 'weaker' : 'stricter';
    }
  }
}

function entries(value: unknown): string[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map((one) => JSON.stringify(one)) : undefined;
}

const Plain = z.record(z.string(), z.unknown());

/** Settings by their full names, e.g. `coverage.thresholds.lines`. */
function flattened(settings: Settings, prefix = '', depth = 1): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, value] of Object.entries(settings)) {
    const inner = depth < MAX_DEPTH && !Array.isArray(value) ? Plain.safeParse(value) : undefined;
    if (!inner?.success) flat.set(prefix + key, value);
    else for (const [name, one] of flattened(inner.data, `${prefix}${key}.`, depth + 1)) flat.set(name, one);
  }
  return flat;
}

/** A value as a sentence shows it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  if (value === true) return 'on';
  if (value === false) return 'off';
  return cut(JSON.stringify(value));
}

function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)} …` : text;
}
