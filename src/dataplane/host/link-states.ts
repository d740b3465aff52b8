import type { LinkBeat, LinkRule } from '../../model/host/links.ts';
import type { Link, LinkChange, Network, NetworkChange } from '../../ports/network.ts';
import { ok, type Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';

/** How often a driver is asked, as in keepalived. */
const BEAT_INTERVAL_US = 1_000_000;

type Running = Link['running'];

interface Known {
  link: Link;
  /** What its driver said when it was asked last. */
  asked: Running | 'not asked';
  /** What everybody is told. */
  counted: Running;
  /** Since when what is seen is not what counts; `Infinity`: it is. */
  otherSinceUs: number;
}

const PLAIN: Omit<LinkRule, 'device'> = { beat: 'kernel', downDelayMs: 0, upDelayMs: 0 };

/**
 * What counts as the state of each interface (`interface_up_down_delays`, `linkbeat_interfaces`): the kernel's word or
 * that of its driver, once it has lasted. Whoever reads links here sees nothing else.
 */
export class LinkStates implements Pick<Network, 'links' | 'addresses'> {
  readonly #network: Pick<Network, 'links' | 'addresses' | 'hasLinkBeat'>;
  readonly #nowUs: () => number;
  readonly #known = new Map<number, Known>();
  /** Those of which something is seen that does not count yet: few, and asked after every event. */
  readonly #unsettled = new Set<Known>();
  #rules: ReadonlyMap<string, LinkRule> = new Map();
  #askAtUs = Infinity;

  constructor(network: Pick<Network, 'links' | 'addresses' | 'hasLinkBeat'>, nowUs: () => number) {
    this.#network = network;
    this.#nowUs = nowUs;
  }

  links(): Result<readonly Link[], SystemError> {
    const links = this.#network.links();
    return links.ok ? ok(links.value.map((link) => this.#see(link))) : links;
  }

  addresses(): ReturnType<Network['addresses']> {
    return this.#network.addresses();
  }

  /** The rules from now on. @returns links that count as something else by them */
  adopt(rules: readonly LinkRule[]): readonly LinkChange[] {
    this.#rules = new Map(rules.map((rule) => [rule.device, rule]));
    const asks = rules.some(({ beat }) => beat !== 'kernel');
    this.#askAtUs = asks ? this.#nowUs() + BEAT_INTERVAL_US : Infinity;
    return this.#changesOf((known) => {
      this.#ask(known);
      this.#judge(known, this.#nowUs());
    });
  }

  /** The kernel's news as they count. */
  hear<Change extends NetworkChange>(change: Change): Change | LinkChange {
    if (change.type === 'linkGone') this.#forget(change.index);
    return change.type === 'link' ? { type: 'link', link: this.#see(change.link) } : change;
  }

  nextUs(): number {
    let nextUs = this.#askAtUs;
    for (const known of this.#unsettled) nextUs = Math.min(nextUs, this.#dueUs(known));
    return nextUs;
  }

  /** What has lasted long enough, and what drivers say. */
  takeDue(nowUs: number): readonly LinkChange[] {
    if (nowUs < this.nextUs()) return [];
    const isTimeToAsk = nowUs >= this.#askAtUs;
    if (isTimeToAsk) this.#askAtUs = nowUs + BEAT_INTERVAL_US;
    return this.#changesOf((known) => {
      if (isTimeToAsk) this.#ask(known);
      this.#judge(known, nowUs);
    });
  }

  #changesOf(look: (known: Known) => void): readonly LinkChange[] {
    return [...this.#known.values()].flatMap((known): readonly LinkChange[] => {
      const before = known.counted;
      look(known);
      return known.counted === before ? [] : [{ type: 'link', link: counted(known) }];
    });
  }

  /** A link that was not known yet counts as it is. */
  #see(link: Link): Link {
    const before = this.#known.get(link.index);
    const known = before ?? { link, asked: 'not asked', counted: link.running, otherSinceUs: Infinity };
    known.link = link;
    this.#known.set(link.index, known);
    if (before === undefined) {
      this.#ask(known);
      known.counted = seen(known);
    } else this.#judge(known, this.#nowUs());
    return counted(known);
  }

  #ask(known: Known): void {
    const beat: LinkBeat = this.#ruleOf(known).beat;
    known.asked = beat === 'kernel' ? 'not asked' : this.#network.hasLinkBeat(known.link, beat);
  }

  #judge(known: Known, nowUs: number): void {
    if (seen(known) !== known.counted) {
      known.otherSinceUs = Math.min(known.otherSinceUs, nowUs);
      this.#unsettled.add(known);
      if (nowUs < this.#dueUs(known)) return;
    }
    known.counted = seen(known);
    known.otherSinceUs = Infinity;
    this.#unsettled.delete(known);
  }

  #forget(index: number): void {
    const known = this.#known.get(index);
    if (known !== undefined) this.#unsettled.delete(known);
    this.#known.delete(index);
  }

  #dueUs(known: Known): number {
    const { downDelayMs, upDelayMs } = this.#ruleOf(known);
    return known.otherSinceUs + (seen(known) === 'no' ? downDelayMs : upDelayMs) * 1000;
  }

  #ruleOf({ link }: Known): Omit<LinkRule, 'device'> {
    return this.#rules.get(link.name) ?? PLAIN;
  }
}

const seen = ({ asked, link }: Known): Running => (asked === 'not asked' ? link.running : asked);

const counted = ({ link, counted: running }: Known): Link => ({ ...link, running });
