import TinyQueue from 'tinyqueue';

interface Entry<Item> {
  readonly atUs: number;
  readonly item: Item;
}

/**
 * Who has something to do, and when at the earliest. What an item puts off costs nothing: it is called at the earlier
 * time and asked again. So an advert heard, which moves a deadline away, is as cheap with a thousand items as with one.
 */
export class Agenda<Item> {
  /** The earliest first, with entries that an earlier one of the same item has replaced. */
  readonly #queue = new TinyQueue<Entry<Item>>([], (a, b) => a.atUs - b.atUs);
  /** The entry that counts. */
  readonly #at = new Map<Item, Entry<Item>>();

  /** Calls the item at `atUs` or before. `Infinity`: nothing new. */
  put(item: Item, atUs: number): void {
    if (atUs === Infinity || (this.#at.get(item)?.atUs ?? Infinity) <= atUs) return;
    const entry = { atUs, item };
    this.#at.set(item, entry);
    this.#queue.push(entry);
  }

  remove(item: Item): void {
    this.#at.delete(item);
  }

  /** Takes off all whose time has come, the earliest first. They are to be put on again for what is left. */
  takeDue(nowUs: number): readonly Item[] {
    const due: Item[] = [];
    for (let first = this.#first(); first !== undefined && first.atUs <= nowUs; first = this.#first()) {
      this.#queue.pop();
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
    let first = this.#queue.peek();
    while (first !== undefined && this.#at.get(first.item) !== first) {
      this.#queue.pop();
      first = this.#queue.peek();
    }
    return first;
  }
}
