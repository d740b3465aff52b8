import { ADDRESS, duration, integer, INTERFACE, type Row, rows } from '../setting.ts';

const ALL_TARGETS = { repeat: 'merge' } as const;

const COMMON: readonly Row[] = [
  ['A', 'target', ADDRESS, '', 'address that must answer; several lines: several targets', ALL_TARGETS],
  ['A', 'need', integer(1, 255), '1', 'how many of the targets must answer'],
  ['A', 'count', integer(1, 20), '3', 'packets to each target'],
  ['A', 'replies', integer(1, 20), '1', 'how many of them must be answered'],
  ['A', 'spacing', duration(10, 10_000), '200ms', 'from packet to packet'],
  ['A', 'reply_within', duration(10, 60_000), '300ms', 'how long the last answer is waited for'],
];

/** `ping` in a `check`. */
export const PING_SETTINGS = rows('ping', [
  ...COMMON,
  ['A', 'from', ADDRESS, '', 'own address to ask from'],
  ['A', 'interface', INTERFACE, '', 'interface that packets leave by'],
]);

/** `arp` in a `check`. */
export const ARP_SETTINGS = rows('arp', [
  ...COMMON,
  ['A', 'from', ADDRESS, '', 'own address to ask from; left out: that of the interface'],
  ['A', 'interface', INTERFACE, '', 'interface that the targets are on'],
]);
