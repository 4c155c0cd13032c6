import dns, { type LookupAddress } from 'node:dns';

/** What looking a name up gives: addresses, or a failure of this code. */
export type Lookup = LookupAddress[] | 'ENOTFOUND' | 'EAI_AGAIN';

type Callback = (
  error: NodeJS.ErrnoException | null,
  address?: string | LookupAddress[],
  family?: number,
) => void;

/** Looks this name up as told, so that no question leaves the machine; all other names as ever. */
export function lookUp(name: string, ...results: [Lookup, ...Lookup[]]): Disposable & { count: number } {
  const real = dns.lookup;
  const told = { count: 0, [Symbol.dispose]: () => spy.mockRestore() };
  const fake = (hostname: string, options: { all?: boolean }, callback: Callback): void => {
    if (hostname !== name) {
      real(hostname, options as object, callback as never);
      return;
    }
    const result = results[Math.min(told.count, results.length - 1)] ?? 'ENOTFOUND';
    told.count += 1;
    setImmediate(() => {
      if (typeof result === 'string') {
        callback(Object.assign(new Error(`getaddrinfo ${result} ${name}`), { code: result }));
      } else if (options.all === true) callback(null, result);
      else callback(null, result[0]?.address, result[0]?.family);
    });
  };
  const spy = jest.spyOn(dns, 'lookup').mockImplementation(fake as never);
  return told;
}
