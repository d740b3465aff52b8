/**
 * Of the four threads that Node has for files, a look at a dead network file system holds one for as long as the system
 * is dead. With two of them left, everything else in this process (names, history) goes on.
 */
const AT_ONCE = 2;

/** Something that wants to look at a file. */
export interface Look {
  readonly path: string;
  /** Whether nobody waits for it any more. */
  readonly isOver: boolean;
  /** Begins the work; `done` is called at its end, however late. */
  begin(done: () => void): void;
}

/** The looks at files of this process: few at once, the others in order of their coming. */
export class FileLooks {
  readonly #underWay = new Set<Look>();
  readonly #waiting: Look[] = [];

  /** The paths that hold everybody up, when this one cannot begin at once; otherwise it has begun. */
  add(look: Look): readonly string[] {
    if (this.#underWay.size < AT_ONCE) {
      this.#begin(look);
      return [];
    }
    this.#waiting.push(look);
    return [...this.#underWay].map(({ path }) => path);
  }

  #begin(look: Look): void {
    this.#underWay.add(look);
    look.begin(() => {
      this.#underWay.delete(look);
      this.#next();
    });
  }

  #next(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (!next.isOver) return this.#begin(next);
    }
  }
}
