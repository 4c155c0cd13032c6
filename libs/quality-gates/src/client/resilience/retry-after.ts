/**
 * How long a server asks to be left alone, by its `Retry-After` header (RFC 9110 §10.2.3): seconds, or a date
 * that is read against the server's own `Date`, since clocks differ. Nothing where the header says nothing
 * that makes sense, or a time that is not ahead; never more than 30 days.
 */
export function retryAfterMs(
  { retryAfter, date }: { retryAfter?: string; date?: string },
  wallNow: number,
): number | undefined {
  const value = retryAfter?.trim() ?? '';
  const delayMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : httpDate(value) - (date === undefined ? wallNow : httpDate(date) || wallNow);
  return delayMs > 0 ? Math.min(delayMs, MAX_DELAY_MS) : undefined;
}

/** Longer than any deadline, and short enough for any calendar. */
const MAX_DELAY_MS = 30 * 86_400_000;

/** NaN for what is no HTTP date; `Date.parse` alone would take `-5` and `2` for dates, and asctime for local time. */
function httpDate(text: string): number {
  if (!/^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/.test(text)) return NaN;
  return Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
}
