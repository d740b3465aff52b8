import type { PacketRemark } from '../../ipc/messages.ts';

const REPEAT_AFTER_US = 60_000_000;
const SOURCES_LIMIT = 256;

interface Seen {
  count: number;
  saidAtUs: number;
}

/**
 * Says once what is wrong with a sender's packets, then at most once a minute with the count, so that a peer with a
 * wrong password fills neither the log nor the channel (vrrp.md 2: one line for each reason and source).
 */
export class Remarks {
  readonly #seen = new Map<string, Seen>();

  /** Counts one packet; the remark with its count when it is worth saying now. */
  note(remark: Omit<PacketRemark, 'count'>, nowUs: number): PacketRemark | undefined {
    const key = `${remark.instance} ${remark.source} ${remark.counter}`;
    const seen = this.#seen.get(key) ?? { count: 0, saidAtUs: -Infinity };
    const count = seen.count + 1;
    const sayNow = nowUs - seen.saidAtUs >= REPEAT_AFTER_US;
    this.#remember(key, sayNow ? { count: 0, saidAtUs: nowUs } : { ...seen, count });
    return sayNow ? { ...remark, count } : undefined;
  }

  /** The instance changed its state: what is still wrong is worth saying again. */
  forget(instance: string): void {
    for (const key of this.#seen.keys()) if (key.startsWith(`${instance} `)) this.#seen.delete(key);
  }

  #remember(key: string, seen: Seen): void {
    this.#seen.delete(key);
    this.#seen.set(key, seen);
    const oldest = this.#seen.keys().next();
    if (this.#seen.size > SOURCES_LIMIT && oldest.done !== true) this.#seen.delete(oldest.value);
  }
}
