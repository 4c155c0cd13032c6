/** Ends an exhaustive switch: the compiler refuses it while a member of the union is left unhandled. */
export function unreachable(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
