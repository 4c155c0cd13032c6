/** Who asks, looks, follows or leaves. */
export interface Caller {
  /** The name of its token; see `Credential.name`. */
  token: string;
  /** By what its subscriptions are told from others'. */
  subscriber: string;
  /** Whether it may know of checks on this repository. */
  mayRead(repository: string): boolean;
}
