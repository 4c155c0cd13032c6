import path from 'node:path';
import { parse } from 'jsonc-parser';
import { z } from 'zod';
import { told, unknown, type Effect } from '../effect/effect.js';

const Suppressions = z.record(z.string(), z.record(z.string(), z.object({ count: z.int() })));

/** Whether a file lists the problems that ESLint is to pass over. */
export function isSuppressions(file: string): boolean {
  return path.posix.basename(file) === 'eslint-suppressions.json';
}

/** What a changed list of suppressed problems comes to: more of them is less, and fewer is more. */
export function suppressionsEffect(before: string | undefined, after: string | undefined): Effect {
  const [was, is] = [read(before), read(after)];
  if (!was || !is) return unknown('it cannot be read');
  const weaker: string[] = [];
  const stricter: string[] = [];
  const names = new Set([...was.keys(), ...is.keys()]);
  for (const name of [...names].sort()) {
    const [old, now] = [was.get(name) ?? 0, is.get(name) ?? 0];
    if (now !== old)
      (now > old ? weaker : stricter).push(`${now} problems of ${name} are suppressed instead of ${old}`);
  }
  return told({ weaker, stricter });
}

function read(text: string | undefined): Map<string, number> | undefined {
  const parsed = Suppressions.safeParse(text === undefined ? {} : parse(text));
  if (!parsed.success) return undefined;
  return new Map(
    Object.entries(parsed.data).flatMap(([file, rules]) =>
      Object.entries(rules).map(([rule, { count }]): [string, number] => [`${rule} in ${file}`, count]),
    ),
  );
}
