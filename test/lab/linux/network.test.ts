import { expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import { inNamespaces } from '../../../src/linux/namespace.ts';
import { NetlinkMonitor } from '../../../src/linux/netlink-monitor.ts';
import { VRRP_GROUPS } from '../../../src/model/address.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Vip } from '../../../src/model/instance.ts';
import type { NetworkChange } from '../../../src/ports/network.ts';
import {
  closeLater,
  eth0,
  hosts,
  linkOf,
  listenFor,
  PAYLOAD,
  run,
  until,
  useCable,
  vrrpSocket,
} from '../../support/cable.ts';

const VIP: Vip = { address: '10.9.0.100' as IpAddress, prefixLength: 32, device: 'eth0', scope: 0 };

useCable();

test('an address is added once, reported, found again and removed once', async () => {
  const { network, changes } = hosts.a;
  const link = eth0(hosts.a);
  expect(network.addAddress(VIP, link)).toEqual({ ok: true, value: 'added' });
  expect(network.addAddress(VIP, link)).toEqual({ ok: true, value: 'present' });
  const entry = { index: link.index, address: VIP.address, prefixLength: 32, flags: 'primary' };
  expect(orThrow(network.addresses())).toContainEqual(expect.objectContaining(entry));
  expect(run(hosts.a, 'ip', '-4', 'addr', 'show', 'dev', 'eth0')).toMatch(
    /inet 10\.9\.0\.100\/32 scope global eth0\n\s+valid_lft forever preferred_lft forever/,
  );
  const ours = orThrow(hosts.a.netlink.addresses()).filter(({ protocol }) => protocol === 0x76);
  expect(ours.map(({ address }) => address)).toEqual([VIP.address]);
  expect(network.removeAddress(VIP, link)).toEqual({ ok: true, value: 'removed' });
  expect(network.removeAddress(VIP, link)).toEqual({ ok: true, value: 'absent' });
  await until('both changes are reported', () => changes.some(({ type }) => type === 'addressRemoved'));
  const mine = changes.flatMap((change) =>
    'address' in change && change.address.address === VIP.address ? [change.type] : [],
  );
  expect(mine).toEqual(['addressAdded', 'addressRemoved']);
});

test('label, broadcast and scope arrive in the kernel', () => {
  const vip: Vip = { ...VIP, address: '10.20.0.1' as IpAddress, prefixLength: 24, scope: 253, label: 'eth0:7' };
  orThrow(hosts.a.network.addAddress({ ...vip, broadcast: '10.20.0.255' as IpAddress }, eth0(hosts.a)));
  const shown = run(hosts.a, 'ip', '-4', 'addr', 'show', 'dev', 'eth0');
  expect(shown).toMatch(/inet 10\.20\.0\.1\/24 brd 10\.20\.0\.255 scope link eth0:7/);
});

test('a second address of a subnet is reported as secondary', () => {
  const second = { ...VIP, prefixLength: 24, address: '10.9.0.101' as IpAddress };
  orThrow(hosts.a.network.addAddress(second, eth0(hosts.a)));
  const flags = new Map(orThrow(hosts.a.network.addresses()).map((entry) => [entry.address, entry.flags]));
  expect(flags.get(second.address)).toBe('secondary');
  expect(flags.get(hosts.a.address)).toBe('primary');
});

test('removing from an interface that is gone says absent; adding to it says which device is missing', () => {
  const gone = { ...eth0(hosts.a), index: 4711 };
  expect(hosts.a.network.removeAddress(VIP, gone)).toEqual({ ok: true, value: 'absent' });
  const added = hosts.a.network.addAddress(VIP, gone);
  expect(added).toMatchObject({ ok: false, error: { errno: 'ENODEV' } });
});

test('a link reports loss and return of its carrier once each', async () => {
  const { changes, network } = hosts.a;
  const running = (): string[] => changes.flatMap((change) => (change.type === 'link' ? [change.link.running] : []));
  await until('the link runs', () => eth0(hosts.a).running === 'yes' && running().at(-1) === 'yes');
  changes.length = 0;
  const peer = eth0(hosts.b);
  orThrow(hosts.b.netlink.setDown(peer.index));
  await until('the loss is reported', () => running().includes('no'));
  expect(orThrow(network.links()).find(({ name }) => name === 'eth0')?.running).toBe('no');
  orThrow(hosts.b.netlink.setUp(peer.index));
  await until('the return is reported', () => running().at(-1) === 'yes');
  expect(running()).toEqual(['no', 'yes']);
});

test('a deleted link is reported as gone, with index and name', async () => {
  const link = eth0(hosts.a);
  orThrow(hosts.a.netlink.deleteLink(link.index));
  await until('it is gone', () => hosts.a.changes.some(({ type }) => type === 'linkGone'));
  expect(hosts.a.changes).toContainEqual({ type: 'linkGone', index: link.index, name: 'eth0' });
});

test('a port that leaves its bridge is not reported as gone', async () => {
  const { netlink, changes, network } = hosts.a;
  orThrow(netlink.createBridge({ name: 'br0', multicastSnooping: 'off' }));
  const bridge = orThrow(network.links()).find(({ name }) => name === 'br0');
  const { index } = eth0(hosts.a);
  orThrow(netlink.setMaster(index, bridge?.index ?? 0));
  orThrow(netlink.setMaster(index, 0));
  orThrow(netlink.addAddress({ index, address: '10.9.0.50' as IpAddress, prefixLength: 32, scope: 0 }));
  await until('the later change is reported', () => JSON.stringify(changes).includes('10.9.0.50'));
  expect(changes.filter(({ type }) => type === 'linkGone')).toEqual([]);
});

test('a macvlan gets its MAC, can be moved to another namespace, and goes when it is deleted', () => {
  const { a, b } = hosts;
  const mac = Uint8Array.of(0, 0, 0x5e, 0, 1, 51);
  orThrow(a.netlink.createMacvlan({ name: 'vrrp.51', parentIndex: eth0(a).index, mode: 'private', mac }));
  const created = linkOf(a, 'vrrp.51');
  expect(created).toMatchObject({ mac, kind: 'ethernet', running: 'no' });
  orThrow(a.netlink.setMac(created?.index ?? 0, Uint8Array.of(2, 0, 0, 0, 0, 7)));
  orThrow(a.netlink.moveToNamespace(created?.index ?? 0, b.namespace));
  expect(linkOf(a, 'vrrp.51')).toBeUndefined();
  expect(linkOf(b, 'vrrp.51')?.mac).toEqual(Uint8Array.of(2, 0, 0, 0, 0, 7));
  orThrow(b.netlink.deleteLink(linkOf(b, 'vrrp.51')?.index ?? 0));
  expect(linkOf(b, 'vrrp.51')).toBeUndefined();
});

test('an overflown queue is reported as an overrun, and watching goes on', async () => {
  const changes: NetworkChange[] = [];
  const open = () => orThrow(NetlinkMonitor.open((change) => void changes.push(change), { queueBytes: 4096 }));
  closeLater(orThrow(inNamespaces({ net: hosts.a.namespace }, open)));
  const { index } = eth0(hosts.a);
  const flood = Array.from({ length: 100 }, (_, i) => `10.8.0.${i + 1}` as IpAddress);
  for (const address of flood) orThrow(hosts.a.netlink.addAddress({ index, address, prefixLength: 32, scope: 0 }));
  await until('the overrun is reported', () => changes.some(({ type }) => type === 'overrun'));
  for (const round of [1, 2, 3]) {
    const later = `10.7.0.${round}` as IpAddress;
    orThrow(hosts.a.netlink.addAddress({ index, address: later, prefixLength: 32, scope: 0 }));
    await until('a later change is reported', () => JSON.stringify(changes).includes(later));
  }
});

test('a multicast advert arrives at the members with source, interface, lengths, TTL and time, and not at the sender', async () => {
  const [sender, receiver] = [vrrpSocket(hosts.a), vrrpSocket(hosts.b)];
  for (const socket of [sender, receiver]) {
    orThrow(socket.join(VRRP_GROUPS[4]));
    orThrow(socket.join(VRRP_GROUPS[4]));
  }
  orThrow(sender.send({ source: hosts.a.address, destination: VRRP_GROUPS[4], ttl: 255, payload: PAYLOAD }));
  await until('the packet is here', () => hosts.b.packets.length > 0);
  const [packet] = hosts.b.packets;
  expect(packet).toEqual({
    interfaceIndex: eth0(hosts.b).index,
    source: hosts.a.address,
    destination: VRRP_GROUPS[4],
    ttl: 255,
    ipHeaderBytes: 20,
    ipTotalLength: 20 + PAYLOAD.length,
    payload: PAYLOAD,
  });
  // the answer is queued behind anything that looped back
  orThrow(receiver.send({ source: hosts.b.address, destination: VRRP_GROUPS[4], ttl: 255, payload: PAYLOAD }));
  await until('the answer is here', () => hosts.a.packets.length > 0);
  expect(hosts.a.packets.map(({ source }) => source)).toEqual([hosts.b.address]);
});

test('an advert leaves as network control traffic and may be fragmented', async () => {
  const headers = listenFor(0x0800, (frame) => frame[19] === 18);
  const advert = { source: hosts.a.address, destination: VRRP_GROUPS[4], ttl: 255, payload: PAYLOAD };
  orThrow(vrrpSocket(hosts.a).send(advert));
  await until('the frame is here', () => headers.length > 0);
  const [typeOfService, flags] = [headers[0]?.[1], headers[0]?.[6]];
  expect([typeOfService, flags]).toEqual([0xc0, 0]);
});

test('all that waits is read, however much it is', () => {
  const [sender, receiver] = [vrrpSocket(hosts.a), vrrpSocket(hosts.b)];
  orThrow(receiver.join(VRRP_GROUPS[4]));
  const advert = { source: hosts.a.address, destination: VRRP_GROUPS[4], ttl: 255, payload: PAYLOAD };
  for (let sent = 0; sent < 1000; sent += 1) orThrow(sender.send(advert));
  hosts.b.network.receiveWaiting();
  expect(hosts.b.packets).toHaveLength(1000);
  expect(new Set(hosts.b.packets).size, 'the same packet each time').toBe(1);
});

test('a unicast advert carries its own TTL and the source that was asked for', async () => {
  const [sender] = [vrrpSocket(hosts.a), vrrpSocket(hosts.b)];
  orThrow(hosts.a.network.addAddress(VIP, eth0(hosts.a)));
  orThrow(sender.send({ source: VIP.address, destination: hosts.b.address, ttl: 7, payload: PAYLOAD }));
  orThrow(sender.send({ source: hosts.a.address, destination: hosts.b.address, ttl: 255, payload: PAYLOAD }));
  await until('both packets are here', () => hosts.b.packets.length === 2);
  expect(hosts.b.packets.map(({ source, destination, ttl }) => ({ source, destination, ttl }))).toEqual([
    { source: VIP.address, destination: hosts.b.address, ttl: 7 },
    { source: hosts.a.address, destination: hosts.b.address, ttl: 255 },
  ]);
});

test('multicast is heard on more interfaces than one socket may join on', async () => {
  const { namespace, netlink, network } = hosts.a;
  const sender = vrrpSocket(hosts.b);
  const receiver = vrrpSocket(hosts.a);
  const names = Array.from({ length: 25 }, (_, index) => `more${index}`);
  for (const name of names) orThrow(netlink.createBridge({ name, multicastSnooping: 'off' }));
  const join = (): void => {
    for (const link of orThrow(network.links()).filter(({ name }) => names.includes(name))) {
      orThrow(orThrow(network.openVrrpSocket(link, 4, () => {})).join(VRRP_GROUPS[4]));
    }
    orThrow(receiver.join(VRRP_GROUPS[4]));
  };
  orThrow(inNamespaces({ net: namespace }, join));
  orThrow(sender.send({ source: hosts.b.address, destination: VRRP_GROUPS[4], ttl: 255, payload: PAYLOAD }));
  await until('the packet is here', () => hosts.a.packets.length > 0);
});

test('a socket that has not joined hears no multicast', async () => {
  const [sender, deaf] = [vrrpSocket(hosts.a), vrrpSocket(hosts.b)];
  orThrow(sender.send({ source: hosts.a.address, destination: VRRP_GROUPS[4], ttl: 255, payload: PAYLOAD }));
  orThrow(sender.send({ source: hosts.a.address, destination: hosts.b.address, ttl: 255, payload: PAYLOAD }));
  await until('the unicast packet is here', () => hosts.b.packets.length > 0);
  expect(hosts.b.packets.map(({ destination }) => destination)).toEqual([hosts.b.address]);
  deaf.close();
});

test('a socket survives link down: sending says ENETDOWN, and after up packets flow again', async () => {
  const [sender, receiver] = [vrrpSocket(hosts.a), vrrpSocket(hosts.b)];
  orThrow(receiver.join(VRRP_GROUPS[4]));
  const advert = { source: hosts.a.address, destination: VRRP_GROUPS[4], ttl: 255, payload: PAYLOAD };
  for (const side of [hosts.a, hosts.b]) orThrow(side.netlink.setDown(eth0(side).index));
  const refused = sender.send(advert);
  expect(refused).toMatchObject({
    ok: false,
    error: { errno: expect.stringMatching(/^ENET(DOWN|UNREACH)$/) as string },
  });
  for (const side of [hosts.a, hosts.b]) orThrow(side.netlink.setUp(eth0(side).index));
  await until('a packet is here', () => sender.send(advert).ok && hosts.b.packets.length > 0);
});

test('a source address that is not ours is refused', () => {
  const refused = vrrpSocket(hosts.a).send({
    source: '10.9.0.77' as IpAddress,
    destination: VRRP_GROUPS[4],
    ttl: 255,
    payload: PAYLOAD,
  });
  expect(refused).toMatchObject({ ok: false, error: { errno: 'ENETUNREACH' } });
});

test('a gratuitous ARP moves the VIP in the neighbour table of the other side', async () => {
  run(hosts.b, 'ip', 'neigh', 'replace', VIP.address, 'lladdr', '02:00:00:00:00:01', 'dev', 'eth0', 'nud', 'reachable');
  const link = eth0(hosts.a);
  const mac = Buffer.from(link.mac)
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1:');
  orThrow(hosts.a.network.announce(VIP.address, link));
  await until('the entry has our MAC', () => run(hosts.b, 'ip', 'neigh', 'show', VIP.address).includes(mac));
});

test('announcing on loopback is without effect', () => {
  const loopback = orThrow(hosts.a.network.links()).find(({ kind }) => kind === 'loopback');
  if (loopback === undefined) throw new Error('lo is missing');
  expect(hosts.a.network.announce(VIP.address, loopback)).toEqual({ ok: true, value: undefined });
});
