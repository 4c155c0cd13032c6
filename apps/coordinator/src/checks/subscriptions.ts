/** One caller's interest: while a request of it is open, and for a lease beyond the last. */
interface Subscription {
  held: number;
  lease?: NodeJS.Timeout;
}

export interface SubscriptionsOptions {
  /** How long a subscription outlasts its last request, in milliseconds. */
  leaseMs: number;
  /** Told when the last subscription has ended. */
  onNobodyLeft: () => void;
  /** How many are told apart. */
  most?: number;
}

const MOST = 1000;
/** No caller can name itself so. */
const EVERYBODY_ELSE = '';

/**
 * Who still wants a run. Each caller has one subscription: any request of it begins or renews it, its end ends
 * it, and nobody else's does. Beyond the bound callers share one more, which only its lease can end, so that
 * none of them ends another's.
 */
export class Subscriptions {
  private readonly living = new Map<string, Subscription>();
  private over = false;

  constructor(private readonly options: SubscriptionsOptions) {}

  get count(): number {
    return this.living.size;
  }

  /** A request is open. @returns to be called when it is no longer */
  hold(subscriber: string): () => void {
    const key = this.keyOf(subscriber);
    const subscription = this.living.get(key) ?? { held: 0 };
    if (!this.over) this.living.set(key, subscription);
    subscription.held += 1;
    clearTimeout(subscription.lease);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      subscription.held -= 1;
      if (subscription.held === 0) this.startLease(key, subscription);
    };
  }

  /** The caller no longer wants the run. Does nothing where it has no subscription, or has ended it before. */
  end(subscriber: string): void {
    const subscription = this.living.get(subscriber);
    if (subscription) this.remove(subscriber, subscription);
  }

  /** The run is over. */
  close(): void {
    this.over = true;
    for (const { lease } of this.living.values()) clearTimeout(lease);
    this.living.clear();
  }

  private keyOf(subscriber: string): string {
    if (this.living.has(subscriber)) return subscriber;
    return this.living.size < (this.options.most ?? MOST) ? subscriber : EVERYBODY_ELSE;
  }

  /** What has ended stays so: a request of it that closes later does not bring it back. */
  private startLease(key: string, subscription: Subscription): void {
    if (this.living.get(key) !== subscription) return;
    subscription.lease = setTimeout(() => this.remove(key, subscription), this.options.leaseMs).unref();
  }

  private remove(key: string, subscription: Subscription): void {
    clearTimeout(subscription.lease);
    this.living.delete(key);
    if (this.living.size === 0 && !this.over) this.options.onNobodyLeft();
  }
}
