/** Lets a number of things happen at once; the others wait for their turn, in order. */
export class Turns {
  private free: number;
  private readonly waiting: Array<() => void> = [];

  constructor(most: number) {
    this.free = most;
  }

  /** Whether the next one would have to wait. */
  get isBusy(): boolean {
    return this.free === 0;
  }

  /** How many wait. */
  get queued(): number {
    return this.waiting.length;
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
