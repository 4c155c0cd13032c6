const GIVEN_UP_AFTER_MS = 20_000;

/** Waits, turn by turn of the event loop, for what has to come. @throws Error where it never does */
export async function until(condition: () => boolean): Promise<void> {
  const givenUpAt = performance.now() + GIVEN_UP_AFTER_MS;
  while (!condition()) {
    if (performance.now() > givenUpAt) throw new Error(`It never came: ${String(condition)}`);
    await new Promise(setImmediate);
  }
}
