import type { SimulatedInstance } from '../world/instance.ts';
import { type Bounds, effectiveOf, fitnessOf, inForceOf, isUselessMove, languageOf, preempts } from './oracle.ts';
import { Violation } from './violation.ts';

const named = (instances: readonly SimulatedInstance[]): string =>
  instances.map((each) => `${each} (${each.state}, ${each.config.basePriority})`).join(', ');

/** One virtual router, on all hosts that have it: who is master of it, and who has its address. */
export class Election {
  readonly #bounds: Bounds;
  readonly #instances: readonly SimulatedInstance[];
  #sharedSinceUs: number | 'no' = 'no';

  constructor(instances: readonly SimulatedInstance[], bounds: Bounds) {
    this.#instances = instances;
    this.#bounds = bounds;
  }

  /** At every moment. @param happenedUs last time when something happened or some did not hear others */
  overlapIsShort(nowUs: number, happenedUs: number): void {
    const since = this.#sharedSinceUs;
    if (since === 'no' && this.#holders() < 2) return;
    const holding = this.#members().filter((each) => each.holds());
    const isShared = holding.some((one, i) =>
      holding.slice(i + 1).some((other) => languageOf(one.config) === languageOf(other.config)),
    );
    if (since !== 'no') {
      const { exchangeUs, handoverUs } = this.#bounds;
      const tooLongUs = nowUs - Math.max(since, happenedUs + exchangeUs) - handoverUs;
      if (tooLongUs > 0) {
        const what = `${holding.join(' and ')} held the address for ${tooLongUs} us too long`;
        throw new Violation('overlap-is-short', nowUs, what);
      }
    }
    if (!isShared) this.#sharedSinceUs = 'no';
    else if (since === 'no') this.#sharedSinceUs = nowUs;
  }

  /** At the end of a time of quiet. */
  settled(nowUs: number): void {
    const members = this.#members();
    for (const language of new Set(members.map(({ config }) => languageOf(config)))) {
      this.#oneMasterTheBest(
        members.filter(({ config }) => languageOf(config) === language),
        nowUs,
      );
    }
  }

  /** Those that hear and are heard. */
  #members(): readonly SimulatedInstance[] {
    return this.#instances.filter(
      ({ link, router: { power, host } }) => power === 'on' && link === 'up' && !host.asleep,
    );
  }

  #holders(): number {
    let count = 0;
    for (const instance of this.#instances) if (instance.holds()) count += 1;
    return count;
  }

  #oneMasterTheBest(members: readonly SimulatedInstance[], nowUs: number): void {
    const fail = (what: string): never => {
      throw new Violation('one-master-the-best', nowUs, what);
    };
    const masters = members.filter(({ state }) => state === 'master');
    const fit = members.filter((instance) => fitnessOf(instance) === 'fit');
    const serving = fit.length > 0 ? fit : members.filter((instance) => fitnessOf(instance) === 'failing');
    const [master] = masters;
    if (masters.length !== Math.min(1, serving.length)) fail(`${masters.length} masters of ${named(members)}`);
    if (master === undefined) return;
    if (!serving.includes(master)) fail(`${named([master])} is not fit, and others are: ${named(fit)}`);
    const idle = fit.filter(({ state }) => state !== 'master' && state !== 'backup');
    if (idle.length > 0) fail(`${named(idle)} could serve and takes no part`);
    const better = fit.filter(
      (other) => preempts(other.config) && effectiveOf(other) > inForceOf(master) && !isUselessMove(other, master),
    );
    if (better.length > 0) fail(`${named([master])} is master, and ${named(better)} should be`);
  }
}
