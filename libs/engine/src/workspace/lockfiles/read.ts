import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';

/** The text of a file, or nothing where it cannot be read. */
export async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** JSON of a form, or nothing where it is of another. */
export function parseJson<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** YAML of a form, or nothing where it is of another. Keys are not compared with each other: that takes seconds. */
export function parseYamlAs<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return text === undefined
      ? undefined
      : schema.safeParse(parseYaml(text, { maxAliasCount: 1000, uniqueKeys: false })).data;
  } catch {
    return undefined;
  }
}
