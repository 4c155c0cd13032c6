import { ENDING_SIGNALS, exitCodeOfSignal, type EndingSignal } from './exit-codes.js';

/** How long the tidying up after a signal may take. */
const GRACE_MS = 15_000;

/** Turns the first signal into an abort, so that everything is tidied up; a second one ends the process at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The signal that came, if one did. */
  readonly received: EndingSignal | undefined;
  /** Leaves the signals to their defaults again. */
  stop(): void;
}

export function listenForSignals(process: NodeJS.Process): Interruption {
  const controller = new AbortController();
  let received: EndingSignal | undefined;
  let grace: NodeJS.Timeout | undefined;

  const onSignal = (signal: NodeJS.Signals): void => {
    const ending = ENDING_SIGNALS.find((known) => known === signal);
    if (ending === undefined) return;
    if (received !== undefined) process.exit(exitCodeOfSignal(ending));
    received = ending;
    grace = setTimeout(() => process.exit(exitCodeOfSignal(ending)), GRACE_MS);
    grace.unref();
    controller.abort(new Error(`ended by ${ending}`));
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);

  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    stop() {
      clearTimeout(grace);
      for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
    },
  };
}
