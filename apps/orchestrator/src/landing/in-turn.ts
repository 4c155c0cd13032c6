/** Does one thing at a time for each key, in the order asked. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Waits for all that was asked before under the key, however it ended, then does this. */
  take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    const forget = (): void => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  }
}
