/** Changes of nftables, and the transaction that makes several of them at once (nfnetlink, uapi `nfnetlink.h`). */
import { attribute, concatenate, nested, text } from '../netlink/attribute.ts';
import { decodeAttributes, encodeMessage, type NetlinkMessage, textFromBytes } from '../netlink/message.ts';
import { NLM_F_ACK, NLM_F_CREATE, NLM_F_REQUEST } from '../netlink/message.ts';
import { be32, be64 } from './attribute.ts';
import { encodeExpression, type Expression } from './expression.ts';

/** Which packets a table sees: those of both IP versions, ARP, or all frames of an interface. */
export type TableFamily = 'inet' | 'arp' | 'netdev';

export interface Table {
  readonly family: TableFamily;
  readonly name: string;
}

/** An element of a set. `timeoutMs`: the kernel removes it by itself; given anew it counts from now. */
export interface SetElement {
  readonly key: Uint8Array;
  readonly timeoutMs?: number;
}

/**
 * One step of a transaction. A table, chain or set that is there already is left as it is; a rule is put at the end of
 * its chain whenever it is said. Elements are few enough for one message, some hundred.
 */
export type NftChange =
  | { readonly type: 'addTable' | 'deleteTable'; readonly table: Table }
  /** Sees what comes to this host itself, in the order of priorities; in a table of `netdev` what leaves from `device`. */
  | {
      readonly type: 'addChain';
      readonly table: Table;
      readonly name: string;
      readonly priority: number;
      readonly device?: string;
    }
  | {
      readonly type: 'addSet';
      readonly table: Table;
      readonly name: string;
      readonly holds: 'ipv4' | 'ipv6';
      readonly elements: 'permanent' | 'timed';
    }
  | {
      readonly type: 'addElements' | 'deleteElements';
      readonly table: Table;
      readonly set: string;
      readonly elements: readonly SetElement[];
    }
  | {
      readonly type: 'addRule';
      readonly table: Table;
      readonly chain: string;
      readonly expressions: readonly Expression[];
    };

const SUBSYSTEM_NFTABLES = 10;
const BATCH_BEGIN = 16;
const BATCH_END = 17;
const FAMILIES: Readonly<Record<TableFamily, number>> = { inet: 1, arp: 3, netdev: 5 };
const NFTA_LIST_ELEM = 1;
const NFTA_DATA_VALUE = 1;
/** NF_INET_LOCAL_IN, NF_ARP_IN, NF_NETDEV_EGRESS. */
const HOOKS: Readonly<Record<TableFamily, number>> = { inet: 1, arp: 0, netdev: 1 };
const KEYS = { ipv4: { type: 7, length: 4 }, ipv6: { type: 8, length: 16 } } as const;
const NFT_SET_TIMEOUT = 0x10;
const NLM_F_APPEND = 0x800;
const TYPES = {
  addTable: 0,
  deleteTable: 2,
  addChain: 3,
  addRule: 6,
  addSet: 9,
  addElements: 12,
  deleteElements: 14,
} as const;
/** DELTABLE, DELCHAIN, DELRULE, DELSET, DELSETELEM, and the name of the table in each. */
const REMOVALS = new Set([2, 5, 8, 11, 14]);
const TABLE_NAME = 1;

/** All changes in one transaction: all of them, or none. Only the last one is acknowledged, and every one that fails. */
export function encodeTransaction(changes: readonly NftChange[], firstSequence: number): Uint8Array {
  const messages = changes.map((change, index) => {
    const { flags, body } = encodeChange(change);
    const ack = index === changes.length - 1 ? NLM_F_ACK : 0;
    return encodeMessage({
      type: (SUBSYSTEM_NFTABLES << 8) | TYPES[change.type],
      flags: NLM_F_REQUEST | flags | ack,
      sequence: firstSequence + index,
      body: concatenate([header(FAMILIES[change.table.family], 0), ...body]),
    });
  });
  return concatenate([border(BATCH_BEGIN, firstSequence), ...messages, border(BATCH_END, firstSequence)]);
}

/** `nfgenmsg`. */
const header = (family: number, resource: number): Uint8Array =>
  Uint8Array.of(family, 0, resource >> 8, resource & 255);

const border = (type: number, sequence: number): Uint8Array =>
  encodeMessage({ type, flags: NLM_F_REQUEST, sequence, body: header(0, SUBSYSTEM_NFTABLES) });

interface Encoded {
  readonly flags: number;
  readonly body: readonly Uint8Array[];
}

function encodeChange(change: NftChange): Encoded {
  const table = text(TABLE_NAME, change.table.name);
  switch (change.type) {
    case 'addTable':
      return { flags: NLM_F_CREATE, body: [table] };
    case 'deleteTable':
      return { flags: 0, body: [table] };
    case 'addChain': {
      const device = change.device === undefined ? [] : [text(3, change.device)];
      const hook = nested(4, [be32(1, HOOKS[change.table.family]), be32(2, change.priority), ...device]);
      return { flags: NLM_F_CREATE, body: [table, text(3, change.name), hook, text(7, 'filter')] };
    }
    case 'addSet': {
      const { type, length } = KEYS[change.holds];
      const flags = change.elements === 'timed' ? NFT_SET_TIMEOUT : 0;
      // The kernel tells sets of one transaction apart by number; every set here goes by its name.
      const body = [table, text(2, change.name), be32(3, flags), be32(4, type), be32(5, length), be32(10, 1)];
      return { flags: NLM_F_CREATE, body };
    }
    case 'addElements':
    case 'deleteElements': {
      const flags = change.type === 'addElements' ? NLM_F_CREATE : 0;
      return { flags, body: [table, text(2, change.set), nested(3, change.elements.map(encodeElement))] };
    }
    case 'addRule': {
      const expressions = nested(4, change.expressions.map(encodeExpression));
      return { flags: NLM_F_CREATE | NLM_F_APPEND, body: [table, text(2, change.chain), expressions] };
    }
  }
}

function encodeElement({ key, timeoutMs }: SetElement): Uint8Array {
  const value = nested(1, [attribute(NFTA_DATA_VALUE, key)]);
  const times = timeoutMs === undefined ? [] : [be64(4, timeoutMs), be64(5, timeoutMs)];
  return nested(NFTA_LIST_ELEM, [value, ...times]);
}

/** The table of which something was removed, as the kernel tells those who listen; `undefined` for other messages. */
export function decodeRemoval({ type, body }: NetlinkMessage): string | undefined {
  if (type >> 8 !== SUBSYSTEM_NFTABLES || !REMOVALS.has(type & 255) || body.length < 4) return undefined;
  const name = decodeAttributes(body.subarray(4)).get(TABLE_NAME);
  return name === undefined ? undefined : textFromBytes(name);
}
