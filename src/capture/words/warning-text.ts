import { refusalText } from '../../vrrp/refusal.ts';
import type { Sender } from '../portrait.ts';
import type { Warning } from '../warnings.ts';
import { fieldText } from './value-text.ts';

const DIFFERENCE_HELP = {
  version: 'routers of different versions ignore each other: set vrrp_version, or version, alike on all',
  intervalCs: 'set advert_int alike on all: version 2 refuses the other, version 3 takes over later than you think',
  authentication: 'each refuses the other: set authentication alike on all',
  addresses: 'write the same virtual_ipaddress on all: keepalived before 2.3.3 refuses the other',
  checksum: 'each refuses the other: set v3_checksum (keepalived: v3_checksum_as_v2) alike on all',
} as const;

/** What is wrong, with both sides' values, and what to do. */
export function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'twoMasters': {
      const [a, b] = warning.senders.map((sender) => `${sender.source} (priority ${sender.portrait?.priority ?? '?'})`);
      return (
        `two masters at once: ${a} and ${b} both go on to advertise, so both may hold the addresses. ` +
        `One does not hear the other, or refuses it: look at the other warnings, at the firewall of both (protocol 112) ` +
        `and at the switch between them (IGMP snooping without a querier)`
      );
    }
    case 'differs': {
      const { field, senders } = warning;
      return `${bothSides(senders, (sender) => (sender.portrait === undefined ? '?' : fieldText(field, sender.portrait)))}: ${DIFFERENCE_HELP[field]}`;
    }
    case 'passwordDiffers':
      return `${bothSides(warning.senders, () => 'another password')}: each refuses the other: set auth_pass alike on all (8 characters count)`;
    case 'ttl':
      return `${warning.sender.source} has TTL ${warning.ttl}, expected 255: the packet was routed, or forged; every router refuses it`;
    case 'fault':
      return `${warning.sender.source} sends what no router accepts: ${refusalText(warning.refusal)}`;
    case 'refused':
      return `${warning.sender.source} is refused here by ${warning.instance}: ${warning.text}`;
    case 'finding':
      return `${warning.sender.source} is accepted here by ${warning.instance}, but ${warning.text}`;
  }
}

function bothSides([a, b]: readonly [Sender, Sender], say: (sender: Sender) => string): string {
  return `${a.source} has ${say(a)}, ${b.source} has ${say(b)}`;
}
