/** Work that several may wait for: it is done once, and ended when nobody waits any more. */
export interface Flights<Result> {
  join(key: string, signal: AbortSignal, start: (ended: AbortSignal) => Promise<Result>): Promise<Result>;
  /** Ends all, and returns when they have ended. */
  close(): Promise<void>;
}

interface Flight<Result> {
  result: Promise<Result>;
  controller: AbortController;
  waiting: number;
}

export function shareFlights<Result>(): Flights<Result> {
  const flights = new Map<string, Flight<Result>>();
  const ending = new Set<Promise<unknown>>();
  const begin = (key: string, start: (ended: AbortSignal) => Promise<Result>): Flight<Result> => {
    const controller = new AbortController();
    const result = start(controller.signal).finally(() => {
      if (flights.get(key)?.controller === controller) flights.delete(key);
    });
    const settled: Promise<unknown> = result.then(
      () => ending.delete(settled),
      () => ending.delete(settled),
    );
    ending.add(settled);
    const flight = { result, controller, waiting: 0 };
    flights.set(key, flight);
    return flight;
  };
  return {
    join: async (key, signal, start) => {
      signal.throwIfAborted();
      const flight = flights.get(key) ?? begin(key, start);
      flight.waiting += 1;
      let leave = () => {};
      const left = new Promise<never>((_, reject) => {
        leave = () => reject(signal.reason);
        signal.addEventListener('abort', leave, { once: true });
      });
      try {
        return await Promise.race([flight.result, left]);
      } finally {
        signal.removeEventListener('abort', leave);
        flight.waiting -= 1;
        if (flight.waiting === 0) {
          if (flights.get(key) === flight) flights.delete(key);
          flight.controller.abort();
        }
      }
    },
    close: async () => {
      for (const flight of flights.values()) flight.controller.abort();
      await Promise.allSettled(ending);
    },
  };
}
