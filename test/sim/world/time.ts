import TinyQueue from 'tinyqueue';
import type { Clock } from '../../../src/ports/clock.ts';

interface Entry {
  readonly atUs: number;
  /** Entries of one moment run in the order in which they were made. */
  readonly order: number;
  readonly run: () => void;
  live: boolean;
}

/** Time that moves only when told, and what is to happen in it. Integer microseconds. */
export class SimulatedTime {
  /** Runs after everything that happens. */
  onStep: () => void = () => {};
  #nowUs = 1_000_000;
  #order = 0;
  readonly #queue = new TinyQueue<Entry>([], (a, b) => a.atUs - b.atUs || a.order - b.order);

  get nowUs(): number {
    return this.#nowUs;
  }

  clock(): SimulatedClock {
    return new SimulatedClock(this);
  }

  /** Once, at a moment; one that has passed is now. @returns what takes it back */
  at(atUs: number, run: () => void): () => void {
    const entry: Entry = { atUs: Math.max(atUs, this.#nowUs), order: this.#order++, run, live: true };
    this.#queue.push(entry);
    return () => void (entry.live = false);
  }

  /** Once, `us` from now. Deliveries go through here: nothing arrives while its sender is still at work. */
  after(us: number, run: () => void): void {
    this.at(this.#nowUs + us, run);
  }

  /** Runs all that is due within the next `us` microseconds. */
  advance(us: number): void {
    const endUs = this.#nowUs + us;
    for (let next = this.#queue.peek(); next !== undefined && next.atUs <= endUs; next = this.#queue.peek()) {
      this.#queue.pop();
      if (!next.live) continue;
      this.#nowUs = next.atUs;
      next.run();
      this.onStep();
    }
    this.#nowUs = endUs;
  }
}

interface Alarm {
  readonly localUs: number;
  readonly wake: () => void;
}

/**
 * One host's clock. Its monotonic side may run faster or slower than others and stands still in a suspend, but never
 * steps; its wall side may step.
 */
export class SimulatedClock implements Clock {
  readonly #time: SimulatedTime;
  /** Runs the alarm; a host that is frozen keeps it for later. */
  #ring: (wake: () => void) => void = (wake) => wake();
  #rate = 1;
  #rateBefore = 1;
  #sinceUs: number;
  #localUs: number;
  #wallOffsetMs = 0;
  #alarm: Alarm | undefined;
  /** An alarm that is due while its host sleeps; whoever sets another takes it back. */
  #ringing: Alarm | undefined;
  #cancel: () => void = () => {};

  constructor(time: SimulatedTime) {
    this.#time = time;
    this.#sinceUs = time.nowUs;
    this.#localUs = time.nowUs;
  }

  nowUs(): number {
    return this.#localUs + Math.floor((this.#time.nowUs - this.#sinceUs) * this.#rate);
  }

  wallMs(): number {
    return Math.round(this.nowUs() / 1000) + this.#wallOffsetMs;
  }

  /** When the alarm is set for, in this clock's time; `Infinity`: it is not. */
  get alarmAtUs(): number {
    return this.#alarm?.localUs ?? Infinity;
  }

  wakeAt(atUs: number, wake: () => void): void {
    const before = this.#alarm;
    this.#ringing = undefined;
    this.#alarm = atUs === Infinity ? undefined : { localUs: atUs, wake };
    if (before?.localUs !== this.#alarm?.localUs) this.#schedule();
  }

  ringThrough(ring: (wake: () => void) => void): void {
    this.#ring = ring;
  }

  /** 1: as true time. A clock that stands still goes on with it later. */
  setRate(rate: number): void {
    this.#localUs = this.nowUs();
    this.#sinceUs = this.#time.nowUs;
    this.#rate = rate;
    this.#schedule();
  }

  stop(): void {
    if (this.#rate === 0) return;
    this.#rateBefore = this.#rate;
    this.setRate(0);
  }

  /** No effect on a clock that runs. */
  goOn(): void {
    if (this.#rate === 0) this.setRate(this.#rateBefore);
  }

  stepWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  #schedule(): void {
    this.#cancel();
    this.#cancel = () => {};
    const alarm = this.#alarm;
    if (alarm === undefined || this.#rate === 0) return;
    const dueUs = this.#sinceUs + Math.ceil((alarm.localUs - this.#localUs) / this.#rate);
    this.#cancel = this.#time.at(dueUs, () => this.#due());
  }

  /** A division may round to a moment too early. */
  #due(): void {
    const alarm = this.#alarm;
    if (alarm === undefined) return;
    if (this.nowUs() < alarm.localUs)
      return void (this.#cancel = this.#time.at(this.#time.nowUs + 1, () => this.#due()));
    this.#alarm = undefined;
    this.#ringing = alarm;
    this.#ring(() => {
      if (this.#ringing !== alarm) return;
      this.#ringing = undefined;
      alarm.wake();
    });
  }
}
