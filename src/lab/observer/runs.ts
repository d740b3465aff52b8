/** The outcome of a datagram that no node answered. */
export const NOBODY = 'nobody';

/** A stretch of time in which every sample had the same outcome. It ends where the next one begins. */
export interface Run<T> {
  readonly outcome: T;
  readonly fromUs: number;
  readonly toUs: number;
  readonly samples: number;
}

/** Says how a sample ended, and when if not at its beginning. */
export type Settle<T> = (outcome: T, atUs?: number) => void;

interface Sample<T> {
  atUs: number;
  outcome: T | undefined;
}

/**
 * Collects samples taken at rising times, whose outcomes may become known later and out of order, into runs of equal
 * outcomes. Keeps only what changed, so that an hour costs no more than a second.
 */
export class Runs<T extends string> {
  readonly #finished: Run<T>[] = [];
  readonly #pending: Sample<T>[] = [];
  readonly #onChange: (outcome: T, atUs: number) => void;
  #lastUs = 0;
  #current: { outcome: T; fromUs: number; samples: number } | undefined;

  /** `onChange` hears the first outcome and every one that differs from that before it. */
  constructor(onChange: (outcome: T, atUs: number) => void) {
    this.#onChange = onChange;
  }

  /**
   * Begins a sample; the function returned settles it, the first call counts. The sample stands for the moment at which
   * it began, unless it is settled with a later one: service is back when the answer comes, not when it was asked for.
   */
  begin(beganUs: number): Settle<T> {
    const sample: Sample<T> = { atUs: beganUs, outcome: undefined };
    this.#pending.push(sample);
    return (outcome, atUs = beganUs) => {
      if (sample.outcome !== undefined) return;
      Object.assign(sample, { outcome, atUs });
      this.#advance();
    };
  }

  /** The runs so far; the last one is cut at `nowUs`. */
  until(nowUs: number): readonly Run<T>[] {
    return this.#current === undefined ? [] : [...this.#finished, { ...this.#current, toUs: nowUs }];
  }

  #advance(): void {
    for (;;) {
      const [first] = this.#pending;
      if (first?.outcome === undefined) return;
      this.#pending.shift();
      this.#lastUs = Math.max(this.#lastUs, first.atUs);
      this.#take(first.outcome, this.#lastUs);
    }
  }

  #take(outcome: T, atUs: number): void {
    if (this.#current?.outcome === outcome) {
      this.#current.samples += 1;
      return;
    }
    if (this.#current !== undefined) this.#finished.push({ ...this.#current, toUs: atUs });
    this.#current = { outcome, fromUs: atUs, samples: 1 };
    this.#onChange(outcome, atUs);
  }
}

/** A stretch of time without service after it had worked. `outcomes`: what was seen instead, in order, each once. */
export interface Outage {
  readonly fromUs: number;
  readonly toUs: number;
  readonly outcomes: readonly string[];
}

/** The outages in these runs, neighbours joined. What came before the service worked for the first time is none. */
export function outages(runs: readonly Run<string>[], works: (outcome: string) => 'works' | 'fails'): Outage[] {
  const found: Outage[] = [];
  const first = runs.findIndex((run) => works(run.outcome) === 'works');
  for (const { outcome, fromUs, toUs } of first < 0 ? [] : runs.slice(first)) {
    if (works(outcome) === 'works') continue;
    const last = found.at(-1);
    if (last?.toUs !== fromUs) found.push({ fromUs, toUs, outcomes: [outcome] });
    else found.splice(-1, 1, { fromUs: last.fromUs, toUs, outcomes: [...new Set([...last.outcomes, outcome])] });
  }
  return found;
}

/** Whether a page came: for {@link outages} of HTTP runs. */
export const pageWorks = (outcome: string): 'works' | 'fails' => (outcome.startsWith('200 ') ? 'works' : 'fails');

/** Whether a node answered: for {@link outages} of datagram runs. */
export const answerWorks = (outcome: string): 'works' | 'fails' => (outcome === NOBODY ? 'fails' : 'works');
