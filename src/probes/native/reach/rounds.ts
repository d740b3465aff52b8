import type { IpAddress } from '../../../model/address.ts';
import type { ArpProbeConfig, PingProbeConfig } from '../../../model/probe/reach.ts';
import type { Result } from '../../../model/result.ts';
import type { SystemError } from '../../../ports/system-error.ts';
import type { Attempt } from '../native-probe.ts';
import { judgeReach, type Reached } from './judge.ts';

/** How one packet goes out. `round`: 0 to count − 1. */
export type Ask = (target: IpAddress, round: number) => Result<void, SystemError>;

interface Asked {
  readonly target: IpAddress;
  /** When each round's packet went out, ms. */
  readonly sentMs: number[];
  /** Rounds that were answered, and how quickly. */
  readonly answers: Map<number, number>;
  problem: string | undefined;
}

/** These say that the checker is broken, whatever the network does. */
const OWN_FAULTS: Readonly<Record<string, string>> = {
  EPERM: 'a firewall rule of this host forbids it',
  EACCES: 'the address is a broadcast address, or a rule of this host forbids it',
  EINVAL: 'the target cannot be asked from there',
  EADDRNOTAVAIL: 'the address to ask from is not on this host',
};

/** The packets of one run: to every target in rounds, then a pause for the last answers, then the verdict. */
export class Rounds {
  readonly #config: PingProbeConfig | ArpProbeConfig;
  readonly #attempt: Attempt;
  readonly #asked: readonly Asked[];
  readonly #ask: Ask;

  constructor(config: PingProbeConfig | ArpProbeConfig, attempt: Attempt, ask: Ask) {
    this.#config = config;
    this.#attempt = attempt;
    this.#ask = ask;
    this.#asked = config.targets.map((target) => ({ target, sentMs: [], answers: new Map(), problem: undefined }));
  }

  start(): void {
    this.#round(0);
  }

  /** An answer to a round's packet; the round is that of the last packet where an answer does not say. */
  answered(target: IpAddress, round: number | 'last'): void {
    const asked = this.#asked.find((one) => one.target === target);
    if (asked === undefined) return;
    const at = round === 'last' ? asked.sentMs.length - 1 : round;
    const sentMs = asked.sentMs[at];
    if (sentMs === undefined || asked.answers.has(at)) return;
    asked.answers.set(at, performance.now() - sentMs);
    if (this.#asked.every(({ answers }) => answers.size === this.#config.count)) this.#finish();
  }

  #round(round: number): void {
    for (const asked of this.#asked) {
      asked.sentMs[round] = performance.now();
      const sent = this.#ask(asked.target, round);
      if (this.#attempt.isOver) return;
      if (sent.ok) continue;
      const fault = OWN_FAULTS[sent.error.errno];
      if (fault !== undefined) {
        this.#attempt.finish('broken', `${sent.error.text}: ${fault}`);
        return;
      }
      asked.problem = sent.error.text;
    }
    const { count, spacingMs, waitMs } = this.#config;
    if (round + 1 < count) this.#later(spacingMs, () => this.#round(round + 1));
    else this.#later(waitMs, () => this.#finish());
  }

  #later(ms: number, act: () => void): void {
    const timer = setTimeout(act, ms);
    this.#attempt.onEnd(() => clearTimeout(timer));
  }

  #finish(): void {
    const reached: readonly Reached[] = this.#asked.map(({ target, answers, problem }) => ({
      target,
      answers: answers.size,
      bestMs: answers.size === 0 ? undefined : Math.min(...answers.values()),
      problem,
    }));
    const { result, detail } = judgeReach(this.#config, reached);
    this.#attempt.finish(result, detail);
  }
}
