/** How a held request ended. */
export type Leaving =
  /** The caller has its answer. */
  | 'answered'
  /** A new caller was told where to come back for the answer. */
  | 'will-return'
  /** The caller hung up. */
  | 'gone';

/**
 * Who still wants a run. While a request is held somebody does; afterwards the run has a lease, renewed by
 * whoever asks after it, and when that is over nobody is left.
 */
export class Interest {
  private held = 0;
  private expectedBack = 0;
  private givenUp = false;
  private over = false;
  private lease: NodeJS.Timeout | undefined;

  constructor(
    private readonly leaseMs: number,
    private readonly nobodyIsLeft: () => void,
  ) {}

  /** A request is held. */
  hold(): (leaving: Leaving) => void {
    this.held += 1;
    this.givenUp = false;
    clearTimeout(this.lease);
    let left = false;
    return (leaving) => {
      if (left) return;
      left = true;
      this.held -= 1;
      if (leaving === 'will-return') {
        this.expectedBack += 1;
        this.givenUp = false;
      }
      this.settle();
    };
  }

  /** Somebody looked without waiting. */
  renew(): void {
    if (this.held === 0 && !this.over) this.startLease();
  }

  /**
   * One caller's interest ends. Requests that are held at that moment are other callers', or this caller's own
   * that is about to close: the run ends with the last of them, unless that caller will return.
   */
  giveUp(): void {
    if (this.expectedBack > 0) this.expectedBack -= 1;
    this.givenUp = this.expectedBack === 0;
    this.settle();
  }

  /** The run is over. */
  end(): void {
    this.over = true;
    clearTimeout(this.lease);
  }

  private settle(): void {
    if (this.held > 0 || this.over) return;
    if (this.givenUp) this.nobodyIsLeft();
    else this.startLease();
  }

  private startLease(): void {
    clearTimeout(this.lease);
    this.lease = setTimeout(this.nobodyIsLeft, this.leaseMs);
    this.lease.unref();
  }
}
