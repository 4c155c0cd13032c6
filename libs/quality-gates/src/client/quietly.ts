/** Tells a listener, whose failures are its own: they never change the answer. */
export function quietly<T>(listener: ((told: T) => unknown) | undefined): (told: T) => void {
  return (told) => {
    try {
      const result = listener?.(told);
      if (result instanceof Promise) result.catch(() => undefined);
    } catch {
      // A listener that throws is no reason to lose a verdict.
    }
  };
}
