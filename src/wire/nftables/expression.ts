/** What a rule of nftables consists of (the kernel's uapi `nf_tables.h`): it loads, compares, looks up, decides. */
import { attribute, concatenate, nested, text } from '../netlink/attribute.ts';
import { be32 } from './attribute.ts';

/** One step of a rule. A value goes through register 1; a comparison or lookup that fails ends the rule. */
export type Expression =
  /** `nfproto`: 2 IPv4, 3 ARP, 10 IPv6. `l4proto`: the protocol number. */
  | { readonly load: 'nfproto' | 'l4proto' }
  /** Bytes of the packet, from its network or its transport header on. */
  | { readonly load: 'network' | 'transport'; readonly offset: number; readonly length: number }
  | { readonly compare: 'equal' | 'atLeast' | 'atMost'; readonly with: Uint8Array }
  /** Whether the value is in a set of the table. */
  | { readonly lookup: string; readonly wanted: 'in' | 'notIn' }
  /** Another MAC in front of an Ethernet frame: six bytes. */
  | { readonly source: Uint8Array }
  | { readonly counter: 'packets' }
  | { readonly verdict: 'accept' | 'drop' };

const NFTA_LIST_ELEM = 1;
const NFTA_EXPR_NAME = 1;
const NFTA_EXPR_DATA = 2;
const NFTA_DATA_VALUE = 1;
const NFTA_DATA_VERDICT = 2;
const NFTA_VERDICT_CODE = 1;
const REGISTER_VERDICT = 0;
const REGISTER_1 = 1;
const META_KEYS = { nfproto: 15, l4proto: 16 } as const;
const PAYLOAD_BASES = { network: 1, transport: 2 } as const;
const COMPARISONS = { equal: 0, atMost: 3, atLeast: 5 } as const;
const LINK_HEADER = 0;
const SOURCE_MAC = { offset: 6, length: 6 };
const NO_CHECKSUM = 0;
const LOOKUP_INVERTED = 1;
const VERDICTS = { drop: 0, accept: 1 } as const;

/** The expression as one or two elements of NFTA_RULE_EXPRESSIONS. */
export function encodeExpression(expression: Expression): Uint8Array {
  if ('offset' in expression) {
    const { load, offset, length } = expression;
    const parts = [be32(1, REGISTER_1), be32(2, PAYLOAD_BASES[load]), be32(3, offset), be32(4, length)];
    return named('payload', parts);
  }
  if ('load' in expression) return named('meta', [be32(1, REGISTER_1), be32(2, META_KEYS[expression.load])]);
  if ('compare' in expression) {
    const value = nested(3, [attribute(NFTA_DATA_VALUE, expression.with)]);
    return named('cmp', [be32(1, REGISTER_1), be32(2, COMPARISONS[expression.compare]), value]);
  }
  if ('lookup' in expression) {
    const inverted = expression.wanted === 'in' ? [] : [be32(5, LOOKUP_INVERTED)];
    return named('lookup', [text(1, expression.lookup), be32(2, REGISTER_1), ...inverted]);
  }
  if ('source' in expression) {
    const value = nested(2, [attribute(NFTA_DATA_VALUE, expression.source)]);
    const place = [be32(2, LINK_HEADER), be32(3, SOURCE_MAC.offset), be32(4, SOURCE_MAC.length)];
    return concatenate([
      named('immediate', [be32(1, REGISTER_1), value]),
      named('payload', [be32(5, REGISTER_1), ...place, be32(6, NO_CHECKSUM)]),
    ]);
  }
  if ('counter' in expression) return named('counter', []);
  const verdict = nested(NFTA_DATA_VERDICT, [be32(NFTA_VERDICT_CODE, VERDICTS[expression.verdict])]);
  return named('immediate', [be32(1, REGISTER_VERDICT), nested(2, [verdict])]);
}

const named = (name: string, data: readonly Uint8Array[]): Uint8Array =>
  nested(NFTA_LIST_ELEM, [text(NFTA_EXPR_NAME, name), nested(NFTA_EXPR_DATA, data)]);
