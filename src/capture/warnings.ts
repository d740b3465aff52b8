import { isMulticast, type IpAddress } from '../model/address.ts';
import type { Refusal } from '../vrrp/refusal.ts';
import type { Portrait, PortraitField, Sender } from './portrait.ts';

/** In what all routers of one VRID must agree; the rest is each router's own. */
const MUST_AGREE = [
  'version',
  'intervalCs',
  'authentication',
  'addresses',
  'checksum',
] as const satisfies readonly PortraitField[];
type AgreedField = (typeof MUST_AGREE)[number];

/** What an administrator must see, as long as it holds. */
export type Warning =
  /** Both speak with a priority above 0, and go on although each could hear the other. */
  | { readonly kind: 'twoMasters'; readonly senders: readonly [Sender, Sender] }
  | { readonly kind: 'differs'; readonly field: AgreedField; readonly senders: readonly [Sender, Sender] }
  | { readonly kind: 'passwordDiffers'; readonly senders: readonly [Sender, Sender] }
  /** Multicast that says it has been routed: every router refuses it. */
  | { readonly kind: 'ttl'; readonly sender: Sender; readonly ttl: number }
  /** A packet that no router accepts, whatever its configuration. */
  | { readonly kind: 'fault'; readonly sender: Sender; readonly refusal: Refusal }
  | {
      readonly kind: 'refused';
      readonly sender: Sender;
      readonly code: string;
      readonly instance: string;
      readonly text: string;
    }
  /** This node accepts it, and finds something odd. */
  | { readonly kind: 'finding'; readonly sender: Sender; readonly instance: string; readonly text: string };

const TTL_ON_LINK = 255;

/** Same for the same trouble between the same senders, whatever else about them changes. */
export function warningKey(warning: Warning): string {
  switch (warning.kind) {
    case 'twoMasters':
    case 'passwordDiffers':
      return `${warning.kind} ${sources(warning.senders)}`;
    case 'differs':
      return `differs ${warning.field} ${sources(warning.senders)}`;
    case 'fault':
      return `fault ${warning.refusal.code} ${warning.sender.source}`;
    case 'refused':
      return `refused ${warning.code} ${warning.sender.source}`;
    case 'finding':
      return `finding ${warning.text} ${warning.sender.source}`;
    case 'ttl':
      return `ttl ${warning.sender.source}`;
  }
}

const sources = (senders: readonly Sender[]): string =>
  senders
    .map(({ source }) => source)
    .toSorted()
    .join(' ');

const speaksTo = (one: Sender, address: IpAddress): boolean => one.destinations.includes(address);

/** Whether both belong to one group: they speak to the same multicast group, or one to the other. */
export function inOneGroup(a: Sender, b: Sender): boolean {
  return (
    speaksTo(a, b.source) ||
    speaksTo(b, a.source) ||
    a.destinations.some((group) => isMulticast(group) && speaksTo(b, group))
  );
}

/** Everything that is wrong with one sender, and between it and the other senders of its virtual router. */
export function warningsAbout(sender: Sender, others: readonly Sender[]): readonly Warning[] {
  const between = others.filter((other) => inOneGroup(sender, other)).flatMap((other) => disagreements(other, sender));
  return [...aloneWarnings(sender), ...between];
}

function aloneWarnings(sender: Sender): readonly Warning[] {
  const { portrait, verdict, faults, destinations } = sender;
  const found: Warning[] = faults.map(({ refusal }) => ({ kind: 'fault', sender, refusal }));
  if (portrait !== undefined && portrait.ttl !== TTL_ON_LINK && destinations.some(isMulticast)) {
    found.push({ kind: 'ttl', sender, ttl: portrait.ttl });
  }
  // A fault has been said, in the words of the refusal.
  if (
    verdict.was === 'refused' &&
    verdict.instance !== 'none' &&
    faults.every(({ refusal }) => refusal.code !== verdict.code)
  ) {
    const { code, instance, text } = verdict;
    found.push({ kind: 'refused', sender, code, instance, text });
  }
  if (verdict.was === 'accepted') {
    const { instance } = verdict;
    found.push(...verdict.findings.map((text) => ({ kind: 'finding', sender, instance, text }) as const));
  }
  return found;
}

function disagreements(a: Sender, b: Sender): readonly Warning[] {
  if (a.portrait === undefined || b.portrait === undefined) return [];
  const [left, right] = [a.portrait, b.portrait];
  const senders = [a, b] as const;
  const fields = MUST_AGREE.filter((field) => agreed(left, field) !== agreed(right, field));
  // Checksums of two versions differ by nature.
  const worth = fields.filter((field) => field !== 'checksum' || left.version === right.version);
  const found: Warning[] = worth.map((field) => ({ kind: 'differs', field, senders }));
  const bothPass = left.authentication === 'PASS' && right.authentication === 'PASS';
  if (bothPass && a.secret !== b.secret) found.push({ kind: 'passwordDiffers', senders });
  return found;
}

/** Addresses are a set: their order is free (`vrrp.md` V21). */
const agreed = (portrait: Portrait, field: AgreedField): string =>
  field === 'addresses' ? portrait.addresses.toSorted().join(' ') : String(portrait[field]);
