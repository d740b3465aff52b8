import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Attempt } from '../native-probe.ts';

/** `remark`: set when the address is an old one because the resolver failed since. */
export type OnAddress = (address: string, remark: string) => void;

/**
 * The address of one host in one family. A name is looked up once a run; from the second run on nobody waits for that:
 * the last good address is used meanwhile. There is never more than one look-up under way, however long it hangs.
 */
export class HostAddress {
  readonly #host: string;
  readonly #family: 4 | 6;
  readonly #isLiteral: boolean;
  #known: string | undefined;
  #remark = '';
  #lookup: 'idle' | 'running' = 'idle';
  readonly #waiting = new Map<Attempt, OnAddress>();

  constructor(host: string, family: 4 | 6) {
    this.#host = host;
    this.#family = family;
    this.#isLiteral = isIP(host) !== 0;
    if (this.#isLiteral) this.#known = host;
  }

  /** Calls back at once when an address is known. Otherwise the attempt ends as broken when there is none. */
  get(attempt: Attempt, onAddress: OnAddress): void {
    if (this.#known === undefined) {
      attempt.enter('resolve', `looking up the address of ${this.#host}`);
      this.#waiting.set(attempt, onAddress);
      attempt.onEnd(() => this.#waiting.delete(attempt));
      this.#refresh();
      return;
    }
    if (!this.#isLiteral) this.#refresh();
    onAddress(this.#known, this.#remark);
  }

  #refresh(): void {
    if (this.#lookup === 'running') return;
    this.#lookup = 'running';
    lookup(this.#host, { family: this.#family }, (error, address) => {
      this.#lookup = 'idle';
      if (error === null) this.#learn(address);
      else this.#fail(error);
    });
  }

  #learn(address: string): void {
    this.#known = address;
    this.#remark = '';
    for (const onAddress of this.#take()) onAddress(address, '');
  }

  #fail(error: NodeJS.ErrnoException): void {
    const why = this.#why(error);
    this.#remark = `; the address is an old one: ${why}`;
    for (const attempt of this.#waiting.keys()) attempt.finish('broken', why);
  }

  #why({ code }: NodeJS.ErrnoException): string {
    const family = `IPv${this.#family}`;
    if (code === 'ENOTFOUND') return `the name ${this.#host} has no ${family} address`;
    return `the name ${this.#host} could not be looked up (${code}): does the resolver of this host answer?`;
  }

  #take(): readonly OnAddress[] {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    return waiting;
  }
}
