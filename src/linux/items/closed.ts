import { addressBytes, familyOf, type IpAddress } from '../../model/address.ts';
import type { HostItem } from '../../model/host/item.ts';
import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import type { NftChange, SetElement } from '../../wire/nftables/change.ts';
import type { Expression } from '../../wire/nftables/expression.ts';
import { NftMonitor } from '../nftables/nft-monitor.ts';
import { isWithoutNftables, NftSocket } from '../nftables/nft-socket.ts';

type Closed = Extract<HostItem, { kind: 'closed' }>;
type Done = Result<void, SystemError>;

const TABLE = { family: 'inet', name: 'vipward' } as const;
const CHAIN = 'no_accept';
/** Before the rules of others, whatever they say: a packet that is dropped once is gone. */
const PRIORITY = -10;
const SETS = { 4: 'no_accept4', 6: 'no_accept6' } as const;
const NFPROTO = { 4: 2, 6: 10 } as const;
const DESTINATION = { 4: { offset: 16, length: 4 }, 6: { offset: 24, length: 16 } } as const;
const ICMPV6 = 58;
const NEIGHBOUR_SOLICITATION = 135;
const NEIGHBOUR_ADVERTISEMENT = 136;
/** Elements in one message, whose length has 16 bits. */
const CHUNK = 512;

const isIn = (value: number): Expression => ({ compare: 'equal', with: Uint8Array.of(value) });

/** Neighbour discovery goes on, or nobody could send the packets that this host is to forward (RFC 9568 §6.4.3, 655). */
const NEIGHBOURS: readonly Expression[] = [
  { load: 'nfproto' },
  isIn(NFPROTO[6]),
  { load: 'l4proto' },
  isIn(ICMPV6),
  { load: 'transport', offset: 0, length: 1 },
  { compare: 'atLeast', with: Uint8Array.of(NEIGHBOUR_SOLICITATION) },
  { compare: 'atMost', with: Uint8Array.of(NEIGHBOUR_ADVERTISEMENT) },
  { verdict: 'accept' },
];

const dropTo = (family: 4 | 6): readonly Expression[] => [
  { load: 'nfproto' },
  isIn(NFPROTO[family]),
  { load: 'network', ...DESTINATION[family] },
  { lookup: SETS[family], wanted: 'in' },
  { counter: 'packets' },
  { verdict: 'drop' },
];

/** The whole table anew, in place of the one that is there: at no moment an address is open in between. */
function tableOf(addresses: readonly IpAddress[]): readonly NftChange[] {
  const elements = (family: 4 | 6): readonly SetElement[] =>
    addresses.filter((address) => familyOf(address) === family).map((address) => ({ key: addressBytes(address) }));
  const inChunks = (family: 4 | 6): readonly NftChange[] => {
    const all = elements(family);
    return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, index) => ({
      type: 'addElements',
      table: TABLE,
      set: SETS[family],
      elements: all.slice(index * CHUNK, (index + 1) * CHUNK),
    }));
  };
  return [
    { type: 'addTable', table: TABLE },
    { type: 'deleteTable', table: TABLE },
    { type: 'addTable', table: TABLE },
    { type: 'addSet', table: TABLE, name: SETS[4], holds: 'ipv4', elements: 'permanent' },
    { type: 'addSet', table: TABLE, name: SETS[6], holds: 'ipv6', elements: 'permanent' },
    ...inChunks(4),
    ...inChunks(6),
    { type: 'addChain', table: TABLE, name: CHAIN, priority: PRIORITY },
    ...[NEIGHBOURS, dropTo(4), dropTo(6)].map((expressions): NftChange => ({
      type: 'addRule',
      table: TABLE,
      chain: CHAIN,
      expressions,
    })),
  ];
}

/** Addresses that take no packets, by a table of our own in nftables. */
export class ClosedAddresses {
  readonly #removed: () => void;
  readonly #items = new Map<string, readonly IpAddress[]>();
  #nft: NftSocket | undefined;
  #monitor: NftMonitor | undefined;
  /** What the table in the kernel says; `unknown` after another program has touched it. */
  #applied = '';

  /** `removed`: another program has taken something of the table away; installing again mends it. */
  constructor(removed: () => void) {
    this.#removed = removed;
  }

  install({ addresses }: Closed): Result<'installed' | 'present', SystemError> {
    const key = addresses.join(' ');
    const before = this.#items.get(key);
    this.#items.set(key, addresses);
    const done = this.#apply();
    if (done.ok) return ok('installed');
    if (before === undefined) this.#items.delete(key);
    return err({ ...done.error, text: `no_accept is not in force: ${done.error.text}` });
  }

  /** With the last one the table goes, whoever made it: a process that cleans up after another knows of none. */
  uninstall({ addresses }: Closed): Result<'removed' | 'absent', SystemError> {
    this.#items.delete(addresses.join(' '));
    if (this.#items.size === 0) return this.#removeTable();
    const done = this.#apply();
    return done.ok ? ok('removed') : done;
  }

  /** The table of an earlier run, unless the next {@link install} replaces it anyway. */
  removeLeftover(kept: readonly HostItem[]): Done {
    if (this.#items.size > 0 || kept.some(({ kind }) => kind === 'closed')) return ok(undefined);
    const removed = this.#removeTable();
    return removed.ok ? ok(undefined) : removed;
  }

  #apply(): Done {
    const addresses = [...new Set([...this.#items.values()].flat())].toSorted();
    const wanted = addresses.join(' ');
    if (wanted === this.#applied) return ok(undefined);
    const nft = this.#open();
    if (!nft.ok) return nft;
    const done = nft.value.apply('closing addresses for packets', tableOf(addresses));
    if (done.ok) this.#applied = wanted;
    return done;
  }

  /** Without nftables there is no table either. */
  #removeTable(): Result<'removed' | 'absent', SystemError> {
    this.#applied = '';
    const opened = this.#nft === undefined ? NftSocket.open() : ok(this.#nft);
    if (!opened.ok) return ok('absent');
    const done = opened.value.apply('removing our nftables table', [{ type: 'deleteTable', table: TABLE }]);
    if (this.#nft === undefined) opened.value.close();
    if (done.ok) return ok('removed');
    return done.error.errno === 'ENOENT' || isWithoutNftables(done.error) ? ok('absent') : done;
  }

  #open(): Result<NftSocket, SystemError> {
    if (this.#nft !== undefined) return ok(this.#nft);
    const opened = NftSocket.open();
    if (!opened.ok) return opened;
    const watching = NftMonitor.open({
      table: TABLE.name,
      ownPort: opened.value.port,
      removed: () => {
        this.#applied = 'unknown';
        this.#removed();
      },
    });
    if (!watching.ok) {
      opened.value.close();
      return watching;
    }
    this.#monitor = watching.value;
    this.#nft = opened.value;
    return opened;
  }

  close(): void {
    this.#monitor?.close();
    this.#nft?.close();
  }
}
