interface Entry<Item> {
  readonly atUs: number;
  readonly item: Item;
}

/**
 * Who has something to do, and when at the earliest. What an item puts off costs nothing: it is called at the earlier
 * time and asked again. So an advert heard, which moves a deadline away, is as cheap with a thousand items as with one.
 */
export class Agenda<Item> {
  /** A binary heap, the earliest first, with entries that an earlier one of the same item has replaced. */
  readonly #heap: Entry<Item>[] = [];
  /** The entry that counts. */
  readonly #at = new Map<Item, Entry<Item>>();

  /** Calls the item at `atUs` or before. `Infinity`: nothing new. */
  put(item: Item, atUs: number): void {
    if (atUs === Infinity || (this.#at.get(item)?.atUs ?? Infinity) <= atUs) return;
    const entry = { atUs, item };
    this.#at.set(item, entry);
    this.#rise(entry);
  }

  remove(item: Item): void {
    this.#at.delete(item);
  }

  /** Takes off all whose time has come, the earliest first. They are to be put on again for what is left. */
  takeDue(nowUs: number): readonly Item[] {
    const due: Item[] = [];
    for (let first = this.#first(); first !== undefined && first.atUs <= nowUs; first = this.#first()) {
      this.#sink();
      this.#at.delete(first.item);
      due.push(first.item);
    }
    return due;
  }

  /** `Infinity`: nobody has anything to do. */
  nextUs(): number {
    return this.#first()?.atUs ?? Infinity;
  }

  #first(): Entry<Item> | undefined {
    let [first] = this.#heap;
    while (first !== undefined && this.#at.get(first.item) !== first) {
      this.#sink();
      [first] = this.#heap;
    }
    return first;
  }

  #rise(entry: Entry<Item>): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.atUs <= entry.atUs) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  /** Takes the first off. */
  #sink(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const child = right !== undefined && left !== undefined && right.atUs < left.atUs ? right : left;
      if (child === undefined || child.atUs >= last.atUs) break;
      heap[at] = child;
      at = child === left ? 2 * at + 1 : 2 * at + 2;
    }
    heap[at] = last;
  }
}
