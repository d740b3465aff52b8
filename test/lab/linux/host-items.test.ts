import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import type { OwnedFd } from '../../../src/linux/fd.ts';
import { createNetworkNamespace, inNamespaces } from '../../../src/linux/namespace.ts';
import { openNetwork } from '../../../src/linux/network.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import type { CarriedItem, HostItem } from '../../../src/model/host/item.ts';
import type { Vip } from '../../../src/model/instance.ts';
import type { Network } from '../../../src/ports/network.ts';
import { havePeer } from '../../support/peers.ts';
import { aRoute, aRule, net, vip } from '../../support/configs.ts';

const VMAC: HostItem = { kind: 'vmac', name: 'vrrp.51', parent: 'eth0', mac: '00:00:5e:00:01:33' };
const OTHER: HostItem = { ...VMAC, name: 'vrrp.52', mac: '00:00:5e:00:01:34' };
const PROMOTE: HostItem = { kind: 'setting', device: 'eth0', setting: 'promote_secondaries', value: 1 };

let namespace: OwnedFd;
let network: Network;

beforeEach(() => {
  namespace = orThrow(createNetworkNamespace());
  inside('ip link add eth0 type veth peer name far && ip link set far up && ip link set eth0 up');
  network = opened();
});

afterEach(() => {
  network.close();
  namespace.close();
});

const opened = (): Network => orThrow(orThrow(inNamespaces({ net: namespace }, () => openNetwork())));

/** Items are worked on with files below /proc, which show the namespace of the thread. */
const within = <T>(work: () => T): T => orThrow(inNamespaces({ net: namespace }, work));

const install = (item: HostItem): string => orThrow(within(() => network.install(item)));
const uninstall = (item: HostItem): string => orThrow(within(() => network.uninstall(item)));

function inside(script: string): string {
  const { status, stdout, stderr } = within(() => spawnSync('sh', ['-c', script], { encoding: 'utf8' }));
  if (status !== 0) throw new Error(`${script}: ${stderr}`);
  return stdout.trim();
}

const setting = (name: string): string => inside(`cat /proc/sys/net/ipv4/conf/${name}`);

test('a vmac is a private macvlan, up, without an address of its own, and answers for itself only', () => {
  expect(install(VMAC)).toBe('installed');
  expect(inside('ip -d addr show dev vrrp.51')).toMatch(/UP[^]*00:00:5e:00:01:33[^]*macvlan mode private/);
  expect(inside('ip -o addr show dev vrrp.51')).toBe('');
  expect([setting('vrrp.51/arp_ignore'), setting('vrrp.51/rp_filter')]).toEqual(['1', '0']);
  expect([setting('eth0/arp_ignore'), setting('eth0/arp_announce')]).toEqual(['1', '2']);
});

test('one of IPv6 has a link-local address of its own, hears no routers, and gets the address back', () => {
  const six: HostItem = { ...VMAC, mac: '00:00:5e:00:02:33' };
  install(six);
  const address = (): string => inside('ip -o -6 addr show dev vrrp.51');
  expect(address()).toMatch(/^[^\n]*inet6 fe80::[\da-f:]+5e:33[\da-f:]+\/64 scope link nodad[^\n]*$/);
  expect(inside('cat /proc/sys/net/ipv6/conf/vrrp.51/accept_ra')).toBe('0');
  inside('ip -6 addr flush dev vrrp.51');
  expect(install(six)).toBe('installed');
  expect(address()).toContain('fe80::');
});

test('reports of multicast groups leave a vmac with the MAC of its base, as long as it is there', (context) => {
  if (!havePeer('nft') && process.env.CI === undefined) context.skip('not installed: nft');
  install(VMAC);
  expect(inside('nft list ruleset')).toMatch(
    /netdev vipward\.vrrp\.51 [^]*hook egress device "vrrp\.51"[^]*l4proto igmp/,
  );
  expect(inside('nft list ruleset').match(/ set 0x[\da-f]+/g)).toHaveLength(3);
  install(VMAC);
  expect(inside('nft list ruleset').match(/ set 0x/g)).toHaveLength(3);
  uninstall(VMAC);
  expect(inside('nft list ruleset')).toBe('');
});

test('installing again mends what was changed; the last one removed puts the settings of its base back', () => {
  inside('echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_announce');
  install(VMAC);
  install(OTHER);
  inside('ip link set vrrp.51 down; echo 2 > /proc/sys/net/ipv4/conf/vrrp.51/rp_filter');
  expect(install(VMAC)).toBe('installed');
  expect(setting('vrrp.51/rp_filter')).toBe('0');
  expect(inside('ip -o link show dev vrrp.51')).toMatch(/[<,]UP[,>]/);
  expect(uninstall(VMAC)).toBe('removed');
  expect(setting('eth0/arp_ignore')).toBe('1');
  expect(uninstall(OTHER)).toBe('removed');
  expect([setting('eth0/arp_ignore'), setting('eth0/arp_announce')]).toEqual(['0', '1']);
  expect(uninstall(OTHER)).toBe('absent');
});

test('another process finds what is ours, and knows what the settings were', () => {
  install(VMAC);
  const later = opened();
  orThrow(within(() => later.removeLeftovers([VMAC])));
  expect(orThrow(within(() => later.install(VMAC)))).toBe('installed');
  orThrow(within(() => later.removeLeftovers([])));
  expect(orThrow(within(() => later.uninstall(VMAC)))).toBe('absent');
  later.close();
  expect([setting('eth0/arp_ignore'), setting('eth0/arp_announce')]).toEqual(['0', '0']);
});

test("a fit interface of somebody else's is used and stays; an unfit one is refused", () => {
  inside('ip link add vrrp.51 link eth0 address 00:00:5e:00:01:33 type macvlan mode private');
  expect(install(VMAC)).toBe('present');
  expect(uninstall(VMAC)).toBe('absent');
  inside('ip link add vrrp.52 link eth0 type macvlan mode private');
  expect(within(() => network.install(OTHER))).toMatchObject({ ok: false, error: { errno: 'EEXIST' } });
  expect(uninstall(OTHER)).toBe('absent');
  expect(inside('ip -o link')).toMatch(/vrrp\.51[^]*vrrp\.52/);
});

test('ours that stands on another base is made anew', () => {
  inside('ip link add eth1 type veth peer name far1 && ip link set eth1 up');
  install(VMAC);
  expect(install({ ...VMAC, parent: 'eth1' })).toBe('installed');
  expect(inside('ip link show dev vrrp.51')).toMatch(/vrrp\.51@eth1/);
});

test('a base that is missing is an error that tells so', () => {
  expect(within(() => network.install({ ...VMAC, parent: 'eth9' }))).toMatchObject({
    ok: false,
    error: { text: 'there is no interface eth9' },
  });
});

test('a reverse path filter for all interfaces becomes one for each, now and later, but not for the vmac', () => {
  inside('echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter; echo 2 > /proc/sys/net/ipv4/conf/far/rp_filter');
  install(VMAC);
  inside('ip link add later type veth peer name later2');
  const names = ['all', 'default', 'eth0', 'far', 'vrrp.51', 'later'];
  expect(names.map((name) => setting(`${name}/rp_filter`))).toEqual(['0', '1', '1', '2', '0', '1']);
});

test('a setting is put back to what it was, and left alone where it was so already', () => {
  expect(install(PROMOTE)).toBe('installed');
  expect(install(PROMOTE)).toBe('installed');
  expect(setting('eth0/promote_secondaries')).toBe('1');
  expect(uninstall(PROMOTE)).toBe('removed');
  expect(setting('eth0/promote_secondaries')).toBe('0');
  inside('echo 1 > /proc/sys/net/ipv4/conf/eth0/promote_secondaries');
  expect(install(PROMOTE)).toBe('present');
  expect(uninstall(PROMOTE)).toBe('absent');
  expect(setting('eth0/promote_secondaries')).toBe('1');
});

const routing = (items: readonly CarriedItem[]): readonly string[] => items.map((item) => install(item));

test('routes and rules of both families are set once, found again, and removed', () => {
  inside('ip addr add 10.9.0.1/24 dev eth0; ip -6 addr add fd00:9::1/64 dev eth0 nodad');
  const items: readonly CarriedItem[] = [
    { kind: 'route', route: aRoute({ to: net('10.1.0.0', 16), via: '10.9.0.254' as IpAddress }) },
    {
      kind: 'route',
      route: aRoute({ to: net('fd00:1::', 32), via: 'fd00:9::2' as IpAddress, metrics: { mtu: 1400 } }),
    },
    { kind: 'route', route: aRoute({ type: 'prohibit', to: net('10.2.0.0', 16), table: 1000, protocol: 4 }) },
    { kind: 'rule', rule: aRule({ from: net('10.1.0.0', 16) }) },
    { kind: 'rule', rule: aRule({ family: 6, to: net('fd00:1::', 32), priority: 70, table: 1000 }) },
  ];
  expect(routing(items)).toEqual(items.map(() => 'installed'));
  expect(routing(items)).toEqual(items.map(() => 'installed'));
  expect(inside('ip rule | grep -c 10.1.0.0; ip -6 route show proto 118')).toMatch(
    /^1\nfd00:1::\/32 via fd00:9::2 dev eth0 metric 1024 mtu 1400/,
  );
  expect(orThrow(network.missing(items))).toEqual([]);
  for (const item of items) expect(uninstall(item)).toBe('removed');
  for (const item of items) expect(uninstall(item)).toBe('absent');
  expect(orThrow(network.missing(items))).toEqual(items);
});

test("somebody else's route is used; an equal rule of somebody else's may stand beside ours; both stay", () => {
  inside('ip route add 10.1.0.0/16 dev eth0; ip rule add from 10.1.0.0/16 table 100 priority 70');
  const items: readonly CarriedItem[] = [
    { kind: 'route', route: aRoute({ to: net('10.1.0.0', 16), device: 'eth0', scope: 253 }) },
    { kind: 'rule', rule: aRule({ from: net('10.1.0.0', 16), priority: 70 }) },
  ];
  expect(routing(items)).toEqual(['present', 'installed']);
  expect(items.map((item) => uninstall(item))).toEqual(['absent', 'removed']);
  expect(inside('ip route show 10.1.0.0/16; ip rule')).toMatch(/10\.1\.0\.0\/16 dev eth0[^]*70:/);
});

test('what an earlier run left is removed, but for what is wanted', () => {
  const [kept, left] = [100, 200].map((table) => ({ kind: 'rule', rule: aRule({ table }) }) as const);
  const route: CarriedItem = { kind: 'route', route: aRoute({ type: 'blackhole', to: net('10.2.0.0', 16) }) };
  const six: CarriedItem = { kind: 'route', route: aRoute({ type: 'blackhole', to: net('fd00:2::', 32) }) };
  const addresses = ['10.9.0.7', 'fd00:9::7'].map((text) => ({ kind: 'address', address: vip(text) }) as const);
  const peer: HostItem = { kind: 'address', address: { ...vip('10.9.0.8'), peer: '10.9.0.9' as IpAddress } };
  const items = [...(kept === undefined || left === undefined ? [] : [kept, left]), route, six, ...addresses, peer];
  for (const item of items) expect(install(item)).toBe('installed');
  const later = opened();
  orThrow(within(() => later.removeLeftovers([...(kept === undefined ? [] : [kept]), ...addresses.slice(0, 1)])));
  later.close();
  expect(inside('ip rule | grep "proto 118"')).toMatch(/^\d+:\tfrom all lookup 100 proto 118$/);
  expect(inside('ip route show table all proto 118; ip -6 route show table all proto 118')).toBe('');
  expect(inside('ip -o addr show dev eth0 scope global')).toMatch(/^[^\n]*10\.9\.0\.7\/32[^\n]*$/);
});

const anAddress = (changes: Partial<Vip>, text = '10.9.0.7'): HostItem => ({
  kind: 'address',
  address: { ...vip(text), ...changes },
});

test('words of an address reach the kernel', () => {
  install(anAddress({ peer: '10.9.0.9' as IpAddress, prefixLength: 32 }));
  expect(inside('ip addr show dev eth0')).toContain('inet 10.9.0.7 peer 10.9.0.9/32');
  install(anAddress({ prefixLength: 24, flags: ['noprefixroute'] }, '10.9.1.7'));
  expect(inside('ip addr show dev eth0')).toMatch(/10\.9\.1\.7\/24 scope global noprefixroute/);
  expect(inside('ip route show 10.9.1.0/24')).toBe('');
  install(anAddress({ prefixLength: 64, flags: ['dad'] }, 'fd00:9::7'));
  install(anAddress({ prefixLength: 64 }, 'fd00:9::8'));
  expect(inside('ip -6 addr show dev eth0')).toMatch(/fd00:9::7\/64 scope global(?! nodad)/);
  expect(inside('ip -6 addr show dev eth0')).toMatch(/fd00:9::8\/64 scope global nodad/);
});
