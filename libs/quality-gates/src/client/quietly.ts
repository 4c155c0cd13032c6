import type { CheckEvent, CheckOptions } from '@quality-gates/contract';

/** Tells a listener, whose failures are its own: they never change the answer. */
export function quietly(onEvent: CheckOptions['onEvent']): (event: CheckEvent) => void {
  return (event) => {
    try {
      onEvent?.(event);
    } catch {
      // A listener that throws is no reason to lose a verdict.
    }
  };
}
