/** What a caller prefers, as far as this service can do it (RFC 7240). */
export interface Preference {
  /** How long it wants to be held, in milliseconds; not yet bounded. */
  waitMs?: number;
  /** It would rather not be held. */
  respondAsync: boolean;
}

const PREFERENCE = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s;"]*)))?\s*(?:;.*)?$/;
const SECONDS = /^\d{1,9}$/;

/**
 * Reads the `Prefer` header: names in any case, the first of its name wins, and what is not understood is as
 * good as not said.
 */
export function parsePrefer(header: string | readonly string[] | undefined): Preference {
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  const seen = new Map<string, string>();
  for (const part of text.split(',').slice(0, 32)) {
    const [, name, quoted, plain] = PREFERENCE.exec(part) ?? [];
    const key = name?.toLowerCase();
    if (key !== undefined && !seen.has(key)) seen.set(key, quoted ?? plain ?? '');
  }
  const wait = seen.get('wait');
  const waitMs = wait !== undefined && SECONDS.test(wait) ? Number(wait) * 1000 : undefined;
  return { waitMs, respondAsync: seen.has('respond-async') };
}

/** How long to hold a request, and what to say of the preference that led to it. */
export interface HeldFor {
  waitMs: number;
  /** The value of `Preference-Applied`; none where nothing was preferred. */
  applied?: string;
}

/** Bounds a preference. A wait is applied in whole seconds, as it was asked for. */
export function holdFor(preference: Preference, defaultWaitMs: number, maxWaitMs: number): HeldFor {
  if (preference.waitMs !== undefined) {
    const waitMs = Math.min(preference.waitMs, maxWaitMs);
    return { waitMs, applied: `wait=${Math.floor(waitMs / 1000)}` };
  }
  return preference.respondAsync ? { waitMs: 0, applied: 'respond-async' } : { waitMs: defaultWaitMs };
}
