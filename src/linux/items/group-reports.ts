import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import type { NftChange, Table } from '../../wire/nftables/change.ts';
import type { Expression } from '../../wire/nftables/expression.ts';
import { NftSocket } from '../nftables/nft-socket.ts';

const IGMP = 2;
const ICMPV6 = 58;
/** MLD reports: of version 1 and its end, and of version 2 (RFC 3810). */
const MLD_REPORTS: readonly (readonly [number, number])[] = [
  [131, 132],
  [143, 143],
];

const carries = (protocol: number): readonly Expression[] => [
  { load: 'l4proto' },
  { compare: 'equal', with: Uint8Array.of(protocol) },
];

const ofType = (least: number, most: number): readonly Expression[] => [
  { load: 'transport', offset: 0, length: 1 },
  { compare: 'atLeast', with: Uint8Array.of(least) },
  { compare: 'atMost', with: Uint8Array.of(most) },
];

const tableOf = (device: string): Table => ({ family: 'netdev', name: `vipward.${device}` });

/**
 * What the kernel tells the switch of the groups that an interface is in leaves with the MAC of its base. With a virtual
 * MAC a backup would draw its master's frames to itself, until the master speaks again. Linux 5.16; without the hook, or
 * without nftables, it stays so. `mac`: six bytes.
 */
export function reportWithMacOf(device: string, mac: Uint8Array): Result<void, SystemError> {
  const table = tableOf(device);
  const rules = [carries(IGMP), ...MLD_REPORTS.map(([least, most]) => [...carries(ICMPV6), ...ofType(least, most)])];
  return inTransaction('moving the reports of groups', [
    { type: 'addTable', table },
    { type: 'deleteTable', table },
    { type: 'addTable', table },
    { type: 'addChain', table, name: 'reports', priority: 0, device },
    ...rules.map((match): NftChange => {
      const expressions = [...match, { source: mac }];
      return { type: 'addRule', table, chain: 'reports', expressions };
    }),
  ]);
}

/** After the interface is gone. */
export const forgetReports = (device: string): Result<void, SystemError> =>
  inTransaction('removing the table of an interface', [{ type: 'deleteTable', table: tableOf(device) }]);

function inTransaction(what: string, changes: readonly NftChange[]): Result<void, SystemError> {
  const nft = NftSocket.open();
  if (!nft.ok) return nft;
  const done = nft.value.apply(what, changes);
  nft.value.close();
  return done;
}
