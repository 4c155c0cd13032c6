/** Something that happens once. Those who wait for it can leave again without a trace. */
export class Latch {
  private readonly listeners = new Set<() => void>();
  private open = false;

  get isOpen(): boolean {
    return this.open;
  }

  /** How many wait. */
  get waiting(): number {
    return this.listeners.size;
  }

  /** It happens; the second time nothing does. */
  release(): void {
    this.open = true;
    const listeners = [...this.listeners];
    this.listeners.clear();
    for (const tell of listeners) tell();
  }

  /** Tells once when it happens, at once where it has. @returns to wait no longer */
  whenOpen(tell: () => void): () => void {
    if (this.open) {
      tell();
      return () => {};
    }
    this.listeners.add(tell);
    return () => {
      this.listeners.delete(tell);
    };
  }
}
