import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../../src/lab/until.ts';
import type { OwnedFd } from '../../../src/linux/fd.ts';
import { orThrow } from '../../../src/linux/libc.ts';
import { createNetworkNamespace, inNamespaces } from '../../../src/linux/namespace.ts';
import { openNetwork } from '../../../src/linux/network.ts';
import { NftMonitor } from '../../../src/linux/nftables/nft-monitor.ts';
import { NftSocket } from '../../../src/linux/nftables/nft-socket.ts';
import { addressBytes, type IpAddress } from '../../../src/model/address.ts';
import type { HostItem } from '../../../src/model/host/item.ts';
import type { Network, NetworkChange } from '../../../src/ports/network.ts';
import type { NftChange } from '../../../src/wire/nftables/change.ts';
import { havePeer } from '../../support/peers.ts';

const LIMIT_MS = 20_000;
const TABLE = { family: 'inet', name: 'mine' } as const;
const VIP = addressBytes('10.9.0.100' as IpAddress);
const MAKE: readonly NftChange[] = [
  { type: 'addTable', table: TABLE },
  { type: 'addSet', table: TABLE, name: 'live', holds: 'ipv4', elements: 'timed' },
];

let namespace: OwnedFd;
let nft: NftSocket;

beforeEach((context) => {
  if (!havePeer('nft') && process.env.CI === undefined) context.skip('not installed: nft');
  namespace = orThrow(createNetworkNamespace());
  nft = within(() => orThrow(NftSocket.open()));
});

afterEach(() => {
  nft.close();
  namespace.close();
});

const within = <T>(work: () => T): T => orThrow(inNamespaces({ net: namespace }, work));

function inside(...argv: readonly [string, ...string[]]): string {
  const [program, ...parameters] = argv;
  const { status, stdout, stderr } = within(() => spawnSync(program, parameters, { encoding: 'utf8' }));
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  return stdout.replaceAll(/\s+/g, ' ').trim();
}

const ruleset = (): string => inside('nft', 'list', 'ruleset');

test('a transaction is made whole or not at all, and the refusal is in words', () => {
  orThrow(nft.apply('making a table', MAKE));
  expect(ruleset()).toBe('table inet mine { set live { type ipv4_addr flags timeout } }');
  const refused = nft.apply('adding to nothing', [
    { type: 'addTable', table: { ...TABLE, name: 'other' } },
    { type: 'addElements', table: TABLE, set: 'missing', elements: [{ key: VIP }] },
  ]);
  expect(refused).toMatchObject({ ok: false, error: { errno: 'ENOENT' } });
  expect(refused.ok ? '' : refused.error.text).toMatch(/^adding to nothing: /);
  expect(ruleset()).not.toContain('other');
  orThrow(nft.apply('going on', [{ type: 'deleteTable', table: TABLE }]));
  expect(ruleset()).toBe('');
});

test('an element goes by itself, and stays as long as it is renewed by deleting and adding it', async () => {
  orThrow(nft.apply('making a table', MAKE));
  const element = { key: VIP, timeoutMs: 400 };
  const add: NftChange = { type: 'addElements', table: TABLE, set: 'live', elements: [element] };
  orThrow(nft.apply('adding', [add]));
  const renew: readonly NftChange[] = [{ type: 'deleteElements', table: TABLE, set: 'live', elements: [element] }, add];
  const startMs = performance.now();
  while (performance.now() - startMs < 1200) {
    orThrow(nft.apply('renewing', renew));
    expect(ruleset()).toContain('10.9.0.100');
  }
  await until('the element to go', LIMIT_MS, () => !ruleset().includes('10.9.0.100'));
});

test('a gate: packets and ARP for addresses that are not alive are dropped', () => {
  const arp = { family: 'arp', name: 'mine' } as const;
  orThrow(
    nft.apply('making a gate', [
      ...MAKE,
      { type: 'addChain', table: TABLE, name: 'gate', priority: -5 },
      {
        type: 'addRule',
        table: TABLE,
        chain: 'gate',
        expressions: [
          { load: 'nfproto' },
          { compare: 'equal', with: Uint8Array.of(2) },
          { load: 'network', offset: 16, length: 4 },
          { lookup: 'live', wanted: 'notIn' },
          { verdict: 'drop' },
        ],
      },
      { type: 'addTable', table: arp },
      { type: 'addChain', table: arp, name: 'gate', priority: 0 },
      {
        type: 'addRule',
        table: arp,
        chain: 'gate',
        expressions: [{ load: 'network', offset: 24, length: 4 }, { compare: 'equal', with: VIP }, { verdict: 'drop' }],
      },
    ]),
  );
  expect(ruleset()).toContain('type filter hook input priority filter - 5; policy accept; ip daddr != @live drop');
  expect(ruleset()).toMatch(/table arp mine .*arp daddr ip 10\.9\.0\.100 drop|table arp mine .*@nh,192,32/);
});

test('removals by others are told, our own and those of other tables are not', async () => {
  let told = 0;
  const monitor = within(() =>
    orThrow(NftMonitor.open({ table: 'mine', ownPort: nft.port, removed: () => (told += 1) })),
  );
  orThrow(nft.apply('making', MAKE));
  orThrow(nft.apply('removing', [{ type: 'deleteTable', table: TABLE }]));
  orThrow(nft.apply('making', MAKE));
  inside('nft', 'add', 'table', 'inet', 'other');
  inside('nft', 'delete', 'table', 'inet', 'other');
  inside('nft', 'delete', 'table', 'inet', 'mine');
  await until('to be told', LIMIT_MS, () => told > 0);
  expect(told).toBe(1);
  monitor.close();
});

const closed = (...addresses: readonly string[]): HostItem => ({ kind: 'closed', addresses: addresses as IpAddress[] });

test('addresses are closed, several items in one table; it goes with the last', () => {
  const network: Network = within(() => orThrow(openNetwork()));
  expect(orThrow(within(() => network.install(closed('10.9.0.100', 'fd00:9::100'))))).toBe('installed');
  expect(orThrow(within(() => network.install(closed('10.9.0.101'))))).toBe('installed');
  expect(ruleset()).toBe(
    'table inet vipward { set no_accept4 { type ipv4_addr elements = { 10.9.0.100, 10.9.0.101 } } ' +
      'set no_accept6 { type ipv6_addr elements = { fd00:9::100 } } ' +
      'chain no_accept { type filter hook input priority filter - 10; policy accept; ' +
      'icmpv6 type 135-136 accept ip daddr @no_accept4 counter packets 0 bytes 0 drop ' +
      'ip6 daddr @no_accept6 counter packets 0 bytes 0 drop } }',
  );
  expect(orThrow(within(() => network.uninstall(closed('10.9.0.100', 'fd00:9::100'))))).toBe('removed');
  expect(ruleset()).toContain('elements = { 10.9.0.101 }');
  expect(orThrow(within(() => network.uninstall(closed('10.9.0.101'))))).toBe('removed');
  expect(ruleset()).toBe('');
  network.close();
});

test('many addresses, and the table of an earlier run', () => {
  const addresses = Array.from({ length: 1200 }, (_, index) => `10.8.${index >> 8}.${index & 255}`);
  const before: Network = within(() => orThrow(openNetwork()));
  orThrow(within(() => before.install(closed(...addresses))));
  before.close();
  expect(ruleset().match(/10\.8\./g)).toHaveLength(1200);
  const later: Network = within(() => orThrow(openNetwork()));
  orThrow(within(() => later.removeLeftovers([closed('10.9.0.100')])));
  expect(ruleset()).toContain('10.8.');
  orThrow(within(() => later.removeLeftovers([])));
  expect(ruleset()).toBe('');
  later.close();
});

test('what another program flushes is told, and set again', async () => {
  const network: Network = within(() => orThrow(openNetwork()));
  const changes: NetworkChange['type'][] = [];
  network.onChange(({ type }) => changes.push(type));
  orThrow(within(() => network.install(closed('10.9.0.100'))));
  inside('nft', 'flush', 'ruleset');
  await until('to be told', LIMIT_MS, () => changes.includes('filterRemoved'));
  expect(orThrow(within(() => network.install(closed('10.9.0.100'))))).toBe('installed');
  expect(ruleset()).toContain('10.9.0.100');
  network.close();
});
