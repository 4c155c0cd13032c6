import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

/** The version of this engine; part of every gate key, so that a new engine judges afresh. */
export const ENGINE_VERSION = manifest.version;
