import type { CheckConfig, Points } from '../../src/model/check.ts';

/** What a generated run said. */
export interface Said {
  readonly word: 'ok' | 'warn' | 'bad' | 'broken' | 'none';
  readonly decides: 'yes' | 'no';
  readonly figure: Points;
}

interface Counted {
  readonly good: 'S' | 'F';
  readonly figure: Points | 'nothing';
}

/**
 * The rules of checks.md 2.3, 2.5 and 3.2 to 3.4 said slowly: time goes on in steps, everything that was ever counted is
 * kept, and every rule looks at the whole of it again. It shares no code with `src/health`.
 */
export class SlowModel {
  health: 'unknown' | 'up' | 'down';
  warns = 'no';
  held = 'no';
  ignored = 'no';
  silent = 'no';
  inForce: Points | 'none' = 'none';
  readonly #config: CheckConfig;
  /** Since the health last changed. */
  #sinceChange: Counted['good'][] = [];
  /** Since the check had its `rise` successes: the time. */
  #good: number | undefined;
  #downs: number[] = [];
  #flaps = 'no';
  #figures: (Points | 'nothing')[] = [];
  /** Since another figure came into force. */
  #figuresSince: (Points | 'nothing')[] = [];
  #heardAt: number;
  #brokenSince: number | undefined;
  #holdIsOver = 'no';
  #lastReal: Counted['good'] | undefined;

  constructor(config: CheckConfig) {
    this.#config = config;
    this.health = config.initial;
    this.#heardAt = config.initialDelayMs + config.timeoutMs;
  }

  get flaps(): string {
    return this.#flaps;
  }

  /** Called for every step of time, before what happens in it. */
  pass(now: number): void {
    const { onError, staleAfterMs } = this.#config;
    if (onError.policy === 'hold' && this.held === 'yes' && now === (this.#brokenSince ?? 0) + onError.limitMs) {
      this.held = 'no';
      this.#holdIsOver = 'yes';
      this.#count('F', 'no', 'nothing', now);
    }
    if (now === this.#heardAt + staleAfterMs && this.silent === 'no') {
      if (this.health === 'up') this.#fell(now);
      this.health = 'down';
      this.#sinceChange = [];
      this.#good = undefined;
      this.silent = 'yes';
      this.held = 'no';
      this.ignored = 'no';
      this.#brokenSince = undefined;
      this.#holdIsOver = 'no';
    }
    if (this.#penalty(now) < 1) this.#flaps = 'no';
  }

  run({ word, decides, figure }: Said, now: number): void {
    if (word === 'none') return;
    this.#heardAt = now;
    this.silent = 'no';
    if (word === 'broken' && this.#isForgiven(now)) return;
    if (word !== 'broken') {
      this.held = 'no';
      this.ignored = 'no';
      this.#brokenSince = undefined;
      this.#holdIsOver = 'no';
      this.#lastReal = word === 'bad' ? 'F' : 'S';
      if (word !== 'bad') this.warns = word === 'warn' ? 'yes' : 'no';
    }
    this.#count(word === 'ok' || word === 'warn' ? 'S' : 'F', decides, figure, now);
  }

  #isForgiven(now: number): boolean {
    const { policy } = this.#config.onError;
    if (policy === 'fail') return false;
    if (policy === 'ignore') {
      this.ignored = 'yes';
      return true;
    }
    if (this.#lastReal === undefined || this.#holdIsOver === 'yes') return false;
    this.#brokenSince ??= now;
    this.held = 'yes';
    if (this.#lastReal === 'F') this.#count('F', 'no', 'nothing', now);
    return true;
  }

  #count(good: Counted['good'], decides: string, figure: Points | 'nothing', now: number): void {
    const needed = this.#neededRise(now);
    this.#weigh(figure, decides, needed);
    const { rise, fall, firstResult } = this.#config;
    const times = decides === 'no' ? 1 : good === 'S' ? rise : fall;
    for (let time = 0; time < times; time += 1) this.#sinceChange.push(good);
    const goodTail = tailOf(this.#sinceChange, 'S');
    const badTail = tailOf(this.#sinceChange, 'F');
    const first = this.health === 'unknown';
    if (this.health !== 'up' && (goodTail >= needed || (first && good === 'S' && firstResult === 'decides'))) {
      this.#become('up');
    } else if (first && good === 'F') {
      this.#become('down');
    } else if (this.health === 'up' && badTail >= fall) {
      this.#fell(now);
      this.#become('down');
    }
    if (this.health !== 'down' || goodTail < rise) this.#good = undefined;
    else this.#good ??= now;
  }

  #become(health: 'up' | 'down'): void {
    this.health = health;
    this.#sinceChange = [];
  }

  #fell(now: number): void {
    if (this.#config.flap === 'off') return;
    this.#downs.push(now);
    if (this.#penalty(now) >= 3) this.#flaps = 'yes';
  }

  #penalty(now: number): number {
    const { flap } = this.#config;
    if (flap === 'off') return 0;
    return this.#downs.reduce((sum, at) => sum + 2 ** (-(now - at) / flap.halfLifeMs), 0);
  }

  #neededRise(now: number): number {
    const { rise, flap } = this.#config;
    if (flap === 'off' || this.#flaps === 'no') return rise;
    if (this.#good !== undefined && now - this.#good >= flap.holdMs) return rise;
    return Math.ceil(rise * Math.max(1, 2 ** (this.#penalty(now) - 2)));
  }

  /** The last so many of all figures are the same; or of those since the last change all are lower, or all higher. */
  #weigh(figure: Points | 'nothing', decides: string, rise: number): void {
    this.#figures.push(figure);
    this.#figuresSince.push(figure);
    if (figure === 'nothing' || figure === this.inForce) return;
    const than = numberOf(this.inForce === 'none' ? 0 : this.inForce);
    const isLower = numberOf(figure) < than;
    const needed = !isLower ? rise : this.inForce === 'none' ? 1 : this.#config.fall;
    const first = this.inForce === 'none' && this.#config.firstResult === 'decides';
    const same = this.#figures.slice(-needed);
    const tail = this.#figuresSince.slice(-needed);
    const against = tail.filter(
      (each) => each !== 'nothing' && each !== this.inForce && numberOf(each) < than === isLower,
    ) as Points[];
    if (first || decides === 'yes' || (same.length === needed && same.every((each) => each === figure))) {
      this.#putInForce(figure);
    } else if (tail.length === needed && against.length === needed) {
      const nearest = against.toSorted((a, b) => numberOf(a) - numberOf(b)).at(isLower ? -1 : 0);
      if (nearest !== undefined) this.#putInForce(nearest);
    }
  }

  #putInForce(figure: Points): void {
    this.inForce = figure;
    this.#figuresSince = [];
  }
}

const numberOf = (points: Points): number => (points === 'fault' ? -1e9 : points);

function tailOf(list: readonly string[], letter: string): number {
  const other = list.findLastIndex((each) => each !== letter);
  return list.length - 1 - other;
}
