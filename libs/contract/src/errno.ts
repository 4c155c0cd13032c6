/**
 * The code of an error of the runtime, such as `ENOENT`; undefined where it has none. Read by its shape, for such an
 * error may come from another realm, where it is no instance of this one's `Error`.
 */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
