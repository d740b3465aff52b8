import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CaptureFileReader } from '../../../src/capture/file/file-reader.ts';
import { sightingIn } from '../../../src/capture/sighting.ts';
import type { Host } from '../../../src/lab/host.ts';
import { type PairConfig, pairConfigText } from '../../../src/lab/pair-config.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { type DissectedFrame, dissect } from '../../support/tshark.ts';

const LIMIT_MS = 30_000;
const NETWORK_CONTROL = '0xc0';
/** Its IP protocol number. */
const VRRP = '112';
const GOOD = ['1'];
const NO = ['0'];

type Fields = DissectedFrame['fields'];

interface WireCase extends Pick<PairConfig, 'version' | 'cast' | 'password' | 'advertIntervalS' | 'more'> {
  readonly family: 4 | 6;
  /** Whose MAC frames leave with. */
  readonly sender: 'interface' | 'virtual';
  /** What tshark has to be told to verify the checksum. */
  readonly preferences?: readonly string[];
  /** Of the VRRP message, in tshark's fields, the same in every packet of the case. */
  readonly message: Fields;
}

const V2 = { version: 2, advertIntervalS: 1, family: 4, sender: 'interface' } as const;
const v2Message = (authentication: Fields): Fields => ({
  'vrrp.version': ['2'],
  'vrrp.adver_int': ['1'],
  ...authentication,
});
const NO_PASSWORD = v2Message({ 'vrrp.auth_type': NO, 'vrrp.auth_string': [] });
const PASSWORD = v2Message({ 'vrrp.auth_type': ['1'], 'vrrp.auth_string': ['s3cretpw'] });
const V3 = {
  version: 3,
  advertIntervalS: 0.2,
  sender: 'interface',
  message: { 'vrrp.version': ['3'], 'vrrp.short_adver_int': ['20'], 'vrrp.reserved_mbz': NO },
} as const;

const CASES: readonly (readonly [string, WireCase])[] = [
  ['v2 multicast', { ...V2, cast: 'multicast', message: NO_PASSWORD }],
  ['v2 multicast PASS', { ...V2, cast: 'multicast', password: 's3cretpw', message: PASSWORD }],
  ['v2 unicast', { ...V2, cast: 'unicast', message: NO_PASSWORD }],
  ['v2 unicast PASS', { ...V2, cast: 'unicast', password: 's3cretpw', message: PASSWORD }],
  ['v3 multicast', { ...V3, family: 4, cast: 'multicast' }],
  ['v3 multicast from the virtual MAC', { ...V3, family: 4, cast: 'multicast', sender: 'virtual', more: ['use_vmac'] }],
  ['v3 unicast', { ...V3, family: 4, cast: 'unicast' }],
  [
    'v3 multicast, checksum of RFC 9568',
    {
      ...V3,
      family: 4,
      cast: 'multicast',
      more: ['v3_checksum_as_v2'],
      preferences: ['vrrp.v3_checksum_as_in_v2:TRUE'],
    },
  ],
  ['v3 multicast over IPv6', { ...V3, family: 6, cast: 'multicast' }],
  ['v3 unicast over IPv6', { ...V3, family: 6, cast: 'unicast' }],
];

/** From whom and to whom an advert goes. */
interface Journey {
  readonly from: string;
  readonly to: string;
  readonly messageBytes: number;
}

/** What differs between the families, in tshark's fields. */
interface FamilyFields {
  readonly vips: readonly string[];
  readonly group: string;
  readonly groupMac: string;
  readonly virtualMac: string;
  readonly addressBytes: number;
  readonly advert: (journey: Journey) => Fields;
  /** Of a gratuitous ARP or an unsolicited neighbour advertisement; the first field is in no other packet. */
  readonly announcement: (mac: string, vip: string) => Fields;
  /** Of a report of the membership in {@link group}; the first field names the groups. */
  readonly membership: Fields;
}

const BROADCAST = 'ff:ff:ff:ff:ff:ff';

const FAMILIES: Readonly<Record<4 | 6, FamilyFields>> = {
  4: {
    vips: ['10.77.0.50', '10.77.0.51'],
    group: '224.0.0.18',
    groupMac: '01:00:5e:00:00:12',
    virtualMac: '00:00:5e:00:01:33',
    addressBytes: 4,
    advert: ({ from, to, messageBytes }) => ({
      'ip.src': [from],
      'ip.dst': [to],
      'ip.proto': [VRRP],
      'ip.ttl': ['255'],
      'ip.dsfield': [NETWORK_CONTROL],
      'ip.len': [String(20 + messageBytes)],
      'ip.checksum.status': GOOD,
    }),
    announcement: (mac, vip) => ({
      'arp.src.proto_ipv4': [vip],
      'arp.dst.proto_ipv4': [vip],
      'arp.isgratuitous': GOOD,
      'arp.opcode': ['1'],
      'arp.src.hw_mac': [mac],
      'arp.dst.hw_mac': [BROADCAST],
      'eth.dst': [BROADCAST],
    }),
    membership: { 'igmp.maddr': ['224.0.0.18'], 'igmp.type': ['0x22'], 'igmp.checksum.status': GOOD },
  },
  6: {
    vips: ['fe80::77:50', 'fd00:77::50'],
    group: 'ff02::12',
    groupMac: '33:33:00:00:00:12',
    virtualMac: '00:00:5e:00:02:33',
    addressBytes: 16,
    advert: ({ from, to, messageBytes }) => ({
      'ipv6.src': [from],
      'ipv6.dst': [to],
      'ipv6.nxt': [VRRP],
      'ipv6.hlim': ['255'],
      'ipv6.tclass': ['0x000000c0'],
      'ipv6.plen': [String(messageBytes)],
    }),
    announcement: (mac, vip) => ({
      'icmpv6.nd.na.target_address': [vip],
      'icmpv6.type': ['136'],
      'icmpv6.checksum.status': GOOD,
      'icmpv6.nd.na.flag.r': NO,
      'icmpv6.nd.na.flag.s': NO,
      'icmpv6.nd.na.flag.o': ['1'],
      'icmpv6.opt.linkaddr': [mac],
      'ipv6.src': [vip],
      'ipv6.dst': ['ff02::1'],
      'ipv6.hlim': ['255'],
      'eth.dst': ['33:33:00:00:00:01'],
    }),
    membership: {
      'icmpv6.mldr.mar.multicast_address': ['ff02::12'],
      'icmpv6.type': ['143'],
      'icmpv6.checksum.status': GOOD,
    },
  },
};

/** Priorities of the adverts that are in a file so far. */
function prioritiesIn(file: string): readonly number[] {
  const frames = new CaptureFileReader().push(new Uint8Array(readFileSync(file)));
  return (frames.ok ? frames.value : []).flatMap((frame) => sightingIn(frame)?.advert?.priority ?? []);
}

const addressOf = (host: Host, family: 4 | 6): string => (family === 4 ? host.address : host.address6);

/** The whole life of a master: it takes over, announces, advertises, leaves. The file of all that reached its peer. */
async function recordLife(node: Host, peer: Host, wire: WireCase): Promise<string> {
  const file = join(peer.directory, 'wire.pcap');
  const argv = ['tcpdump', '--immediate-mode', '-i', 'eth0', '-U', '-Z', 'root', '-w', file];
  const tcpdump = peer.start('tcpdump', argv);
  await tcpdump.waitForLog(/listening on/, LIMIT_MS);
  const [vip = '', ...moreVips] = FAMILIES[wire.family].vips;
  const addresses = { vip, moreVips, address: addressOf(node, wire.family), peer: addressOf(peer, wire.family) };
  const vipward = startVipward(node, pairConfigText({ ...addresses, priority: 150, ...wire }));
  await until('three adverts on the wire', LIMIT_MS, () => prioritiesIn(file).length >= 3);
  await vipward.stop();
  await until('the last advert on the wire', LIMIT_MS, () => prioritiesIn(file).includes(0));
  await tcpdump.stop('SIGINT');
  return file;
}

interface Ends {
  readonly mac: string;
  readonly linkLocal: string;
}

/** What the kernel gave to eth0. */
async function endsOf(host: Host): Promise<Ends> {
  const { output } = await host.run(['ip', 'addr', 'show', 'dev', 'eth0']);
  const found = (pattern: RegExp): string => pattern.exec(output)?.[1] ?? 'none';
  return { mac: found(/link\/ether (\S+)/), linkLocal: found(/inet6 (fe80::\S+)\/64/) };
}

/** The fields of every advert of a case. */
function advertFields(wire: WireCase, node: Host, peer: Host, [own, other]: readonly [Ends, Ends]): Fields {
  const { vips, group, groupMac, addressBytes, advert } = FAMILIES[wire.family];
  const isMulticast = wire.cast === 'multicast';
  const from = wire.family === 6 && isMulticast ? own.linkLocal : addressOf(node, wire.family);
  const messageBytes = 8 + addressBytes * vips.length + (wire.version === 2 ? 8 : 0);
  return {
    'eth.dst': [isMulticast ? groupMac : other.mac],
    ...advert({ from, to: isMulticast ? group : addressOf(peer, wire.family), messageBytes }),
    'vrrp.type': ['1'],
    'vrrp.virt_rtr_id': ['51'],
    'vrrp.addr_count': [String(vips.length)],
    [wire.family === 4 ? 'vrrp.ip_addr' : 'vrrp.ipv6_addr']: vips,
    'vrrp.checksum.status': GOOD,
    ...wire.message,
  };
}

/** Only some of the fields. */
const pick = (fields: Fields, names: Fields): Fields =>
  Object.fromEntries(Object.keys(names).map((name) => [name, fields[name] ?? []]));

const firstField = (fields: Fields): string => Object.keys(fields)[0] ?? '';

describe.concurrent('PK-19 PK-20 PK-21 tshark has no complaint about what vipward sends', () => {
  test.for(CASES)('%s', async ([, wire], context) => {
    const families = wire.family === 6 ? 'both' : 'IPv4';
    const lab = await labFor(context, { nodes: ['web1', 'web2'], families }, 'tshark', 'tcpdump');
    const [node, peer] = [lab.node('web1'), lab.node('web2')];
    const ends = [await endsOf(node), await endsOf(peer)] as const;
    const file = await recordLife(node, peer, wire);
    const { vips, group, virtualMac, announcement, membership } = FAMILIES[wire.family];
    const mac = wire.sender === 'virtual' ? virtualMac : ends[0].mac;
    const advert = advertFields(wire, node, peer, ends);

    const names = { 'eth.src': [], 'vrrp.prio': [], ...advert, ...announcement(mac, ''), ...membership };
    const { preferences = [] } = wire;
    const frames = await dissect(file, { fields: Object.keys(names), preferences });
    // The peer listens to nothing, and says so. Who reports memberships with the virtual MAC draws the master's frames.
    const sent = frames.filter(({ fields }) => [mac, ends[0].mac].some((own) => fields['eth.src']?.includes(own)));
    expect(sent.flatMap(({ complaints }) => complaints)).toEqual([]);
    const sentWith = (name: string, from = mac): readonly Fields[] =>
      sent
        .map(({ fields }) => fields)
        .filter((fields) => fields['eth.src']?.includes(from) === true && (fields[name]?.length ?? 0) > 0);

    const adverts = sentWith('vrrp.prio');
    for (const fields of adverts) expect(pick(fields, advert)).toEqual(advert);
    const priorities = adverts.map((fields) => fields['vrrp.prio']?.[0]);
    expect(priorities).toEqual([...adverts.slice(1).map(() => '150'), '0']);

    const announced = firstField(announcement(mac, ''));
    const announcements = sentWith(announced).filter((fields) => vips.includes(fields[announced]?.[0] ?? ''));
    for (const fields of announcements) {
      const expected = announcement(mac, fields[announced]?.[0] ?? '');
      expect(pick(fields, expected)).toEqual(expected);
    }
    expect(new Set(announcements.flatMap((fields) => fields[announced] ?? []))).toEqual(new Set(vips));

    const groups = firstField(membership);
    const reports = sentWith(groups, ends[0].mac).filter((fields) => fields[groups]?.includes(group));
    expect(reports.length > 0).toBe(wire.cast === 'multicast');
    for (const fields of reports) {
      expect(pick(fields, membership)).toEqual({ ...membership, [groups]: fields[groups] });
    }
  });
});
