import { setTimeout as delay } from 'node:timers/promises';

const MOST_LOOKS = 2_000;

/** Settles once a look gives true; for what happens outside of anything that could be awaited. */
export async function eventually(look: () => boolean): Promise<void> {
  for (let looks = 0; !look(); looks++) {
    if (looks === MOST_LOOKS) throw new Error(`It did not come true: ${look.toString()}`);
    await delay(5);
  }
}
