/**
 * How long a server asks to be left alone, by its `Retry-After` header (RFC 9110 §10.2.3): seconds, or a date
 * that is read against the server's own `Date`, since clocks differ. Nothing where the header says nothing
 * that makes sense, or a time that is not ahead.
 */
export function retryAfterMs(
  { retryAfter, date }: { retryAfter?: string; date?: string },
  wallNow: number,
): number | undefined {
  const value = retryAfter?.trim() ?? '';
  const delayMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : httpDate(value) - (date === undefined ? wallNow : httpDate(date) || wallNow);
  return Number.isFinite(delayMs) && delayMs > 0 ? delayMs : undefined;
}

/** NaN for what is no HTTP date; `Date.parse` alone would take `-5` and `2` for dates. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : NaN;
}
