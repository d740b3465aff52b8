import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import type { OwnedFd } from '../../../src/linux/fd.ts';
import { createNetworkNamespace, inNamespaces } from '../../../src/linux/namespace.ts';
import { openNetwork } from '../../../src/linux/network.ts';
import type { HostItem } from '../../../src/model/host/item.ts';
import type { Network } from '../../../src/ports/network.ts';

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
  expect(orThrow(later.leftovers())).toEqual([VMAC]);
  expect(orThrow(within(() => later.install(VMAC)))).toBe('installed');
  expect(orThrow(within(() => later.uninstall(VMAC)))).toBe('removed');
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
