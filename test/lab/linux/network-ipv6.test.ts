import { expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import { addressFromBytes, isLinkLocal, VRRP_GROUPS } from '../../../src/model/address.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Vip } from '../../../src/model/instance.ts';
import { eth0, type Host, hosts, listenFor, PAYLOAD, run, until, useCable, vrrpSocket } from '../../support/cable.ts';

const VIP: Vip = { address: 'fd00:9::110' as IpAddress, prefixLength: 128, device: 'eth0', scope: 0 };

useCable();

test('an IPv6 address is usable at once, deprecated when it is to be no source, reported, and removed once', async () => {
  const { network, changes } = hosts.a;
  const link = eth0(hosts.a);
  expect(network.addAddress({ ...VIP, preferredLifetimeS: 0 }, link)).toEqual({ ok: true, value: 'added' });
  expect(network.addAddress(VIP, link)).toEqual({ ok: true, value: 'present' });
  const entry = { index: link.index, address: VIP.address, prefixLength: 128, flags: 'secondary', state: 'usable' };
  expect(orThrow(network.addresses())).toContainEqual(expect.objectContaining(entry));
  const shown = run(hosts.a, 'ip', '-6', 'addr', 'show', 'dev', 'eth0');
  expect(shown).toMatch(
    /inet6 fd00:9::110\/128 scope global (nodad|deprecated) (nodad|deprecated) \s+valid_lft forever preferred_lft 0sec/,
  );
  expect(network.removeAddress(VIP, link)).toEqual({ ok: true, value: 'removed' });
  expect(network.removeAddress(VIP, link)).toEqual({ ok: true, value: 'absent' });
  const mine = (): readonly string[] =>
    changes.flatMap((change) =>
      'address' in change && change.address.address === VIP.address ? [`${change.type} ${change.address.state}`] : [],
    );
  await until('both changes are reported', () => mine().length === 2);
  expect(mine()).toEqual(['addressAdded usable', 'addressRemoved usable']);
});

test('an address that another host has is reported as a duplicate, and set anew when it is to be a VIP', async () => {
  const { index } = eth0(hosts.b);
  orThrow(hosts.b.netlink.addAddress({ index, address: VIP.address, prefixLength: 64, scope: 0 }));
  run(hosts.a, 'ip', '-6', 'addr', 'add', `${VIP.address}/64`, 'dev', 'eth0');
  await until('it is reported', () =>
    hosts.a.changes.some((change) => 'address' in change && change.address.state === 'duplicate'),
  );
  const vip = { ...VIP, prefixLength: 64 };
  expect(hosts.a.network.addAddress(vip, eth0(hosts.a))).toEqual({ ok: true, value: 'added' });
  const held = orThrow(hosts.a.network.addresses()).find(({ address }) => address === VIP.address);
  expect(held?.state).toBe('usable');
  expect(hosts.a.network.addAddress(vip, eth0(hosts.a))).toEqual({ ok: true, value: 'present' });
});

/** The link-local address, once the kernel knows that nobody else has it. */
async function linkLocalOf(at: Host): Promise<IpAddress> {
  const found = (): IpAddress | undefined =>
    orThrow(at.network.addresses()).find((held) => held.state === 'usable' && isLinkLocal(held.address))?.address;
  await until('there is a usable link-local address', found);
  return found() ?? expect.fail('it is gone again');
}

test('a multicast advert over IPv6 arrives at the members with source, lengths and hop limit, and not at the sender', async () => {
  const [source, answerer] = [await linkLocalOf(hosts.a), await linkLocalOf(hosts.b)];
  const [sender, receiver] = [vrrpSocket(hosts.a, 6), vrrpSocket(hosts.b, 6)];
  const destination = VRRP_GROUPS[6];
  for (const socket of [sender, receiver]) {
    orThrow(socket.join(destination));
    orThrow(socket.join(destination));
  }
  orThrow(sender.send({ source, destination, ttl: 255, payload: PAYLOAD }));
  await until('the packet is here', () => hosts.b.packets.length > 0);
  expect(hosts.b.packets).toEqual([
    {
      interfaceIndex: eth0(hosts.b).index,
      source,
      destination,
      ttl: 255,
      ipHeaderBytes: 40,
      ipTotalLength: 40 + PAYLOAD.length,
      payload: PAYLOAD,
    },
  ]);
  // the answer is queued behind anything that looped back
  orThrow(receiver.send({ source: answerer, destination, ttl: 255, payload: PAYLOAD }));
  await until('the answer is here', () => hosts.a.packets.length > 0);
  expect(hosts.a.packets.map((packet) => packet.source)).toEqual([answerer]);
});

test('PK-20 an advert over IPv6 leaves with hop limit, next header, traffic class and link-local source of VRRP', async () => {
  const frames = listenFor(0x86dd, (frame) => frame[6] === 112);
  const source = await linkLocalOf(hosts.a);
  orThrow(vrrpSocket(hosts.a, 6).send({ source, destination: VRRP_GROUPS[6], ttl: 255, payload: PAYLOAD }));
  await until('the frame is here', () => frames.length > 0);
  const [frame = new Uint8Array(40)] = frames;
  const trafficClass = (((frame[0] ?? 0) & 0x0f) << 4) | ((frame[1] ?? 0) >> 4);
  expect([trafficClass, frame[6], frame[7]]).toEqual([0xc0, 112, 255]);
  expect([addressFromBytes(frame, 8, 6), addressFromBytes(frame, 24, 6)]).toEqual([source, 'ff02::12']);
});

test('a unicast advert over IPv6 carries its own hop limit and the source that was asked for', async () => {
  const destination = 'fd00:9::2' as IpAddress;
  const { index } = eth0(hosts.b);
  orThrow(hosts.b.netlink.addAddress({ index, address: destination, prefixLength: 64, scope: 0 }));
  orThrow(hosts.a.network.addAddress({ ...VIP, prefixLength: 64 }, eth0(hosts.a)));
  const [sender] = [vrrpSocket(hosts.a, 6), vrrpSocket(hosts.b, 6)];
  const source = VIP.address;
  await until('the packet is here', () => {
    sender?.send({ source, destination, ttl: 7, payload: PAYLOAD });
    return hosts.b.packets.length > 0;
  });
  expect(hosts.b.packets[0]).toMatchObject({ source, destination, ttl: 7 });
  const foreign = sender?.send({ source: 'fd00:9::77' as IpAddress, destination, ttl: 7, payload: PAYLOAD });
  expect(foreign).toMatchObject({
    ok: false,
    error: { errno: expect.stringMatching(/^E(INVAL|NETUNREACH)$/) as string },
  });
});

test('AN-04 a neighbour advertisement moves the VIP in the neighbour table, and says whether the host is a router', async () => {
  const frames = listenFor(0x86dd, (frame) => frame[6] === 58 && frame[40] === 136);
  const link = eth0(hosts.a);
  const mac = Buffer.from(link.mac)
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1:');
  const stale = ['lladdr', '02:00:00:00:00:01', 'dev', 'eth0', 'nud', 'reachable'];
  run(hosts.b, 'ip', 'neigh', 'replace', VIP.address, ...stale);
  orThrow(hosts.a.network.announce(VIP.address, link));
  await until('the entry has our MAC', () => run(hosts.b, 'ip', 'neigh', 'show', VIP.address).includes(mac));
  run(hosts.a, 'sysctl', '-qw', 'net.ipv6.conf.eth0.forwarding=1');
  orThrow(hosts.a.network.announce(VIP.address, link));
  await until('both frames are here', () => frames.length === 2);
  expect(frames.map((frame) => frame[44])).toEqual([0x20, 0xa0]);
});
