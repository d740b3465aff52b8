import { familyOf, type IpAddress } from '../model/address.ts';
import type { Refusal } from '../vrrp/refusal.ts';
import {
  differences,
  MOST_DESTINATIONS,
  type Portrait,
  type PortraitField,
  portraitOf,
  type Sender,
} from './portrait.ts';
import { Rivalry } from './rivalry.ts';
import type { Sighting } from './sighting.ts';
import type { Verdict } from './verdict.ts';
import { type Warning, warningKey, warningsAbout } from './warnings.ts';

/** Whoever forges senders must not fill the memory. */
const MOST_SENDERS_OF_ROUTER = 64;
const MOST_ROUTERS = 2048;
/** A master that is not heard for so many of its intervals is silent; backups take over a little earlier. */
const SILENT_AFTER_INTERVALS = 4;
const US_PER_CS = 10_000;

/** One virtual router where it was seen. */
export interface RouterName {
  /** The interface with its VLAN tags. */
  readonly place: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly vrid: number;
}

export interface Router extends RouterName {
  readonly senders: readonly Sender[];
  readonly warnings: readonly Warning[];
}

/** Something that was not so before. */
export type Change = RouterName & { readonly atUs: number | 'unknown' } & (
    | {
        readonly kind: 'speaks';
        readonly sender: Sender;
        readonly portrait: Portrait;
        readonly before: 'unseen' | 'silent' | 'left';
      }
    | {
        readonly kind: 'changed';
        readonly sender: Sender;
        readonly fields: readonly PortraitField[];
        readonly before: Portrait;
        readonly after: Portrait;
      }
    | { readonly kind: 'left'; readonly sender: Sender }
    | { readonly kind: 'silent'; readonly sender: Sender; readonly forUs: number }
    | { readonly kind: 'judged'; readonly sender: Sender; readonly verdict: Verdict }
    | { readonly kind: 'warning' | 'settled'; readonly warning: Warning }
    | { readonly kind: 'crowded' }
  );

type What<C> = C extends Change ? Omit<C, keyof RouterName | 'atUs'> : never;

interface Watched {
  readonly name: RouterName;
  readonly senders: Map<IpAddress, Sender>;
  readonly rivalry: Rivalry;
  warnings: Map<string, Warning>;
  crowded: boolean;
}

/** Keeps who sends VRRP, and tells what changes. Time is what the packets and {@link passed} say; nothing else. */
export class Survey {
  readonly #routers = new Map<string, Watched>();
  /** Packets of virtual routers that are too many to keep. */
  notKept = 0;

  /** One packet, and what this node makes of it. */
  see(seen: Sighting, verdict: Verdict): readonly Change[] {
    const router = this.#routerOf(seen);
    if (router === undefined) {
      this.notKept += 1;
      return [];
    }
    const before = router.senders.get(seen.packet.source);
    if (before === undefined && router.senders.size >= MOST_SENDERS_OF_ROUTER) {
      this.notKept += 1;
      const known = router.crowded;
      router.crowded = true;
      return known ? [] : [{ ...router.name, atUs: seen.atUs, kind: 'crowded' }];
    }
    const after = senderAfter(before, seen, verdict);
    router.senders.set(after.source, after);
    if (after.state === 'left') router.rivalry.forget(after.source);
    const rivalled = seen.advert !== undefined && router.rivalry.speaks(after, router.senders.values());
    const changes = transitions(before, after, seen);
    const stale = rivalled || changes.length > 0 || before === undefined || mayDisagree(before, after);
    return [...changes, ...(stale ? rewarned(router) : [])].map((what) => ({
      ...router.name,
      atUs: seen.atUs,
      ...what,
    }));
  }

  /** The time is now `nowUs`: who has not spoken for long is silent. */
  passed(nowUs: number): readonly Change[] {
    return [...this.#routers.values()].flatMap((router) => {
      const silent = [...router.senders.values()].filter((sender) => nowUs - silentAtUs(sender) >= 0);
      if (silent.length === 0) return [];
      const changes = silent.map((sender): What<Change> => {
        const quiet: Sender = { ...sender, state: 'silent' };
        router.senders.set(sender.source, quiet);
        router.rivalry.forget(sender.source);
        return { kind: 'silent', sender: quiet, forUs: nowUs - Number(sender.lastAtUs) };
      });
      return [...changes, ...rewarned(router)].map((what) => ({ ...router.name, atUs: nowUs, ...what }));
    });
  }

  /** Everybody seen, in the order of place, VRID, family and first packet. */
  routers(): readonly Router[] {
    return [...this.#routers.values()]
      .map(({ name, senders, warnings }) => ({
        ...name,
        senders: [...senders.values()],
        warnings: [...warnings.values()],
      }))
      .toSorted((a, b) => order(a).localeCompare(order(b)));
  }

  #routerOf(seen: Sighting): Watched | undefined {
    const name: RouterName = { place: placeOf(seen), family: `IPv${familyOf(seen.packet.source)}`, vrid: seen.vrid };
    const key = `${name.place} ${name.family} ${name.vrid}`;
    const known = this.#routers.get(key);
    if (known !== undefined || this.#routers.size >= MOST_ROUTERS) return known;
    const router = { name, senders: new Map(), rivalry: new Rivalry(), warnings: new Map(), crowded: false };
    this.#routers.set(key, router);
    return router;
  }
}

/** The interface with its VLAN tags: `eth0.10`; `file` when the file does not say. */
export function placeOf({ interface: name, interfaceIndex, vlans }: Sighting): string {
  const where = name !== 'unknown' ? name : interfaceIndex === undefined ? 'file' : `interface ${interfaceIndex}`;
  return [where, ...vlans].join('.');
}

function silentAtUs({ state, lastAtUs, portrait }: Sender): number {
  if (state !== 'speaking' || lastAtUs === 'unknown' || portrait === undefined) return Infinity;
  return lastAtUs + SILENT_AFTER_INTERVALS * portrait.intervalCs * US_PER_CS;
}

const order = ({ place, family, vrid }: RouterName): string => `${place} ${String(vrid).padStart(3, '0')} ${family}`;

function senderAfter(before: Sender | undefined, seen: Sighting, verdict: Verdict): Sender {
  const { packet, advert, refusal, atUs } = seen;
  const known: Sender = before ?? {
    source: packet.source,
    destinations: [],
    portrait: undefined,
    secret: '',
    packets: 0,
    state: 'silent',
    lastAtUs: 'unknown',
    verdict,
    faults: [],
  };
  const isNew = !known.destinations.includes(packet.destination) && known.destinations.length < MOST_DESTINATIONS;
  const sender: Sender = {
    ...known,
    destinations: isNew ? [...known.destinations, packet.destination] : known.destinations,
    packets: known.packets + 1,
    verdict,
    faults: refusal === undefined ? known.faults : withFault(known.faults, refusal),
  };
  if (advert === undefined) return sender;
  if (advert.priority === 0) return { ...sender, state: 'left', lastAtUs: atUs };
  return { ...sender, portrait: portraitOf(advert, seen), secret: advert.secret, state: 'speaking', lastAtUs: atUs };
}

function withFault(faults: Sender['faults'], refusal: Refusal): Sender['faults'] {
  const known = faults.find((fault) => fault.refusal.code === refusal.code);
  const others = faults.filter((fault) => fault !== known);
  return [...others, { refusal, packets: (known?.packets ?? 0) + 1 }];
}

/** What is new about the sender of a packet. */
function transitions(before: Sender | undefined, after: Sender, { advert }: Sighting): readonly What<Change>[] {
  const { verdict } = after;
  const news = worthALine(verdict) && judgement(before?.verdict) !== judgement(verdict);
  const judged = news ? [{ kind: 'judged', sender: after, verdict } as const] : [];
  if (advert === undefined) return judged;
  if (after.state === 'left') {
    return before?.state === 'left' ? judged : [{ kind: 'left', sender: after }, ...judged];
  }
  const { portrait } = after;
  if (portrait === undefined) return judged;
  const fields = before?.portrait === undefined ? [] : differences(before.portrait, portrait);
  const changed =
    before?.portrait === undefined || fields.length === 0
      ? []
      : [{ kind: 'changed', sender: after, fields, before: before.portrait, after: portrait } as const];
  if (before?.state === 'speaking' && before.portrait !== undefined) return [...changed, ...judged];
  const was =
    before?.portrait === undefined && before?.state !== 'left' ? 'unseen' : (before?.state as 'silent' | 'left');
  return [{ kind: 'speaks', sender: after, portrait, before: was }, ...(was === 'unseen' ? [] : changed), ...judged];
}

/** Whether a packet without a {@link Change} of its own may lead to a warning, or end one. */
const mayDisagree = (before: Sender, after: Sender): boolean =>
  before.faults.length !== after.faults.length ||
  before.destinations.length !== after.destinations.length ||
  before.secret !== after.secret ||
  judgement(before.verdict) !== judgement(after.verdict);

/** What a warning says is not said twice. */
const worthALine = (verdict: Verdict): boolean =>
  verdict.was === 'own' ||
  (verdict.was === 'accepted' && verdict.findings.length === 0) ||
  (verdict.was === 'refused' && verdict.instance === 'none');

/** The same for verdicts that differ in numbers only. */
const judgement = (verdict: Verdict | undefined): string =>
  verdict === undefined
    ? ''
    : [verdict.was, 'instance' in verdict ? `${verdict.instance} ${verdict.code}` : ''].join(' ');

/** Works out the warnings anew and tells which came and which went. */
function rewarned(router: Watched): readonly What<Change>[] {
  const senders = [...router.senders.values()];
  const found = senders.flatMap((sender, index) => warningsAbout(sender, senders.slice(0, index)));
  const rivals: readonly Warning[] = router.rivalry.rivals().flatMap(([a, b]) => {
    const [one, other] = [router.senders.get(a), router.senders.get(b)];
    return one === undefined || other === undefined ? [] : [{ kind: 'twoMasters', senders: [one, other] } as const];
  });
  const now = new Map([...rivals, ...found].map((warning) => [warningKey(warning), warning]));
  const before = router.warnings;
  router.warnings = now;
  const came = [...now].filter(([key]) => !before.has(key));
  const went = [...before].filter(([key]) => !now.has(key));
  return [
    ...went.map(([, warning]) => ({ kind: 'settled', warning }) as const),
    ...came.map(([, warning]) => ({ kind: 'warning', warning }) as const),
  ];
}
