/** A waiting line, first come, first served, in which everybody's place is known without counting heads. */
export class Line<Item> {
  /** What waits, by the number that it drew; in ascending order. */
  private readonly numbers = new Map<Item, number>();
  /** The numbers behind the first one that nobody waits with any more; in ascending order. */
  private readonly gone: number[] = [];
  private drawn = 0;

  get length(): number {
    return this.numbers.size;
  }

  push(item: Item): void {
    this.numbers.set(item, this.drawn);
    this.drawn += 1;
  }

  /** Takes the first one that may go. */
  take(mayGo: (item: Item) => boolean): Item | undefined {
    for (const item of this.numbers.keys()) {
      if (!mayGo(item)) continue;
      this.remove(item);
      return item;
    }
    return undefined;
  }

  /** @returns whether it was in the line */
  remove(item: Item): boolean {
    const number = this.numbers.get(item);
    if (number === undefined) return false;
    this.numbers.delete(item);
    this.gone.splice(below(this.gone, number), 0, number);
    this.gone.splice(0, below(this.gone, this.first()));
    return true;
  }

  /** How many are before it; undefined where it is not in the line. */
  positionOf(item: Item): number | undefined {
    const number = this.numbers.get(item);
    return number === undefined ? undefined : number - this.first() - below(this.gone, number);
  }

  private first(): number {
    const [first] = this.numbers.values();
    return first ?? this.drawn;
  }
}

/** How many of the ascending numbers are below another. */
function below(ascending: readonly number[], number: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
