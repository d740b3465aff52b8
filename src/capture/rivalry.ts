import type { IpAddress } from '../model/address.ts';
import type { Sender } from './portrait.ts';
import { inOneGroup } from './warnings.ts';

/**
 * Turns of two senders after which both are masters. In an ordinary election the loser speaks once more at most, because
 * its advert was on the way or was its last word: A B A B. After a fifth turn both go on.
 */
const TURNS_OF_RIVALS = 5;

interface Turns {
  readonly pair: readonly [IpAddress, IpAddress];
  last: IpAddress;
  count: number;
}

/** Who goes on to speak with a priority above 0 although somebody else of its group does. */
export class Rivalry {
  readonly #pairs = new Map<string, Turns>();

  /** A sender has spoken, while these are known. Returns whether that made it somebody's rival. */
  speaks(sender: Sender, all: Iterable<Sender>): boolean {
    let rivalled = false;
    for (const other of all) {
      if (other.source === sender.source || other.state !== 'speaking' || !inOneGroup(sender, other)) continue;
      const turns = this.#turnsOf(other.source, sender.source);
      if (turns.last === sender.source) continue;
      turns.last = sender.source;
      turns.count += 1;
      rivalled ||= turns.count === TURNS_OF_RIVALS;
    }
    return rivalled;
  }

  /** A sender is silent or has given up. */
  forget(source: IpAddress): void {
    for (const [key, { pair }] of this.#pairs) if (pair.includes(source)) this.#pairs.delete(key);
  }

  /** Pairs of senders who are masters at once. */
  rivals(): readonly (readonly [IpAddress, IpAddress])[] {
    return [...this.#pairs.values()].filter(({ count }) => count >= TURNS_OF_RIVALS).map(({ pair }) => pair);
  }

  #turnsOf(earlier: IpAddress, later: IpAddress): Turns {
    const key = [earlier, later].toSorted().join(' ');
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const turns: Turns = { pair: [earlier, later], last: earlier, count: 1 };
    this.#pairs.set(key, turns);
    return turns;
  }
}
