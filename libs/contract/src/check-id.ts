import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import type { CheckRequest } from './check-request.js';
import type { CheckId } from './words.js';

/**
 * Names a question by its content: SHA-256 over the canonical JSON of everything but `origin`, so that the
 * same question has the same id whoever asks it, and however often. The order of `gates` and of `waivers`
 * carries no meaning and does not count.
 */
export function checkIdOf(request: CheckRequest): CheckId {
  const { origin: _, gates, waivers, ...question } = request;
  const content = {
    ...question,
    gates: gates && [...new Set(gates)].sort(),
    waivers: waivers?.length ? waivers.map((waiver) => canonicalJson(waiver)).sort() : undefined,
  };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
