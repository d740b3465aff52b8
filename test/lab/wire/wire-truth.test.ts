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
const VIPS = ['10.77.0.50', '10.77.0.51'];
const GROUP = '224.0.0.18';
const GROUP_MAC = '01:00:5e:00:00:12';
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const NETWORK_CONTROL = '0xc0';
const MEMBERSHIP_REPORT_V3 = '0x22';
const GOOD = ['1'];

type Fields = DissectedFrame['fields'];

interface WireCase extends Pick<PairConfig, 'version' | 'cast' | 'password' | 'advertIntervalS' | 'more'> {
  /** What tshark has to be told to verify the checksum. */
  readonly preferences?: readonly string[];
  /** Of the VRRP message, in tshark's fields, the same in every packet of the case. */
  readonly message: Fields;
  readonly ipBytes: number;
}

const V2 = { version: 2, advertIntervalS: 1, ipBytes: 20 + 8 + 4 * VIPS.length + 8 } as const;
const V3 = { version: 3, advertIntervalS: 0.2, ipBytes: 20 + 8 + 4 * VIPS.length } as const;
const v2Message = (authentication: Fields): Fields => ({
  'vrrp.version': ['2'],
  'vrrp.adver_int': ['1'],
  ...authentication,
});
const NO_PASSWORD = v2Message({ 'vrrp.auth_type': ['0'], 'vrrp.auth_string': [] });
const PASSWORD = v2Message({ 'vrrp.auth_type': ['1'], 'vrrp.auth_string': ['s3cretpw'] });
const V3_MESSAGE = { 'vrrp.version': ['3'], 'vrrp.short_adver_int': ['20'], 'vrrp.reserved_mbz': ['0'] };

const CASES: readonly (readonly [string, WireCase])[] = [
  ['v2 multicast', { ...V2, cast: 'multicast', message: NO_PASSWORD }],
  ['v2 multicast PASS', { ...V2, cast: 'multicast', password: 's3cretpw', message: PASSWORD }],
  ['v2 unicast', { ...V2, cast: 'unicast', message: NO_PASSWORD }],
  ['v2 unicast PASS', { ...V2, cast: 'unicast', password: 's3cretpw', message: PASSWORD }],
  ['v3 multicast', { ...V3, cast: 'multicast', message: V3_MESSAGE }],
  ['v3 unicast', { ...V3, cast: 'unicast', message: V3_MESSAGE }],
  [
    'v3 multicast, checksum of RFC 9568',
    {
      ...V3,
      cast: 'multicast',
      more: ['v3_checksum_as_v2'],
      preferences: ['vrrp.v3_checksum_as_in_v2:TRUE'],
      message: V3_MESSAGE,
    },
  ],
];

/** Priorities of the adverts that are in a file so far. */
function prioritiesIn(file: string): readonly number[] {
  const frames = new CaptureFileReader().push(new Uint8Array(readFileSync(file)));
  return (frames.ok ? frames.value : []).flatMap((frame) => sightingIn(frame)?.advert?.priority ?? []);
}

/** The whole life of a master: it takes over, announces, advertises, leaves. The file of all that reached its peer. */
async function recordLife(node: Host, peer: Host, wire: WireCase): Promise<string> {
  const file = join(peer.directory, 'wire.pcap');
  const argv = ['tcpdump', '--immediate-mode', '-i', 'eth0', '-U', '-Z', 'root', '-w', file];
  const tcpdump = peer.start('tcpdump', argv);
  await tcpdump.waitForLog(/listening on/, LIMIT_MS);
  const addresses = { vip: VIPS.join('\n'), address: node.address, peer: peer.address };
  const vipward = startVipward(node, pairConfigText({ ...addresses, priority: 150, ...wire }));
  await until('three adverts on the wire', LIMIT_MS, () => prioritiesIn(file).length >= 3);
  await vipward.stop();
  await until('the last advert on the wire', LIMIT_MS, () => prioritiesIn(file).includes(0));
  await tcpdump.stop('SIGINT');
  return file;
}

const macOf = async (host: Host): Promise<string> =>
  /link\/ether (\S+)/.exec((await host.run(['ip', 'link', 'show', 'dev', 'eth0'])).output)?.[1] ?? 'unknown';

/** Only some of the fields. */
const pick = (fields: Fields, names: Fields): Fields =>
  Object.fromEntries(Object.keys(names).map((name) => [name, fields[name] ?? []]));

describe.concurrent('tshark has no complaint about what vipward sends', () => {
  test.for(CASES)('%s', async ([, wire], context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'tshark', 'tcpdump');
    const [node, peer] = [lab.node('web1'), lab.node('web2')];
    const [mac, peerMac, file] = [await macOf(node), await macOf(peer), await recordLife(node, peer, wire)];
    const isMulticast = wire.cast === 'multicast';

    const advert = {
      'eth.dst': [isMulticast ? GROUP_MAC : peerMac],
      'ip.src': [node.address],
      'ip.dst': [isMulticast ? GROUP : peer.address],
      'ip.ttl': ['255'],
      'ip.dsfield': [NETWORK_CONTROL],
      'ip.len': [String(wire.ipBytes)],
      'ip.checksum.status': GOOD,
      'vrrp.type': ['1'],
      'vrrp.virt_rtr_id': ['51'],
      'vrrp.addr_count': [String(VIPS.length)],
      'vrrp.ip_addr': VIPS,
      'vrrp.checksum.status': GOOD,
      ...wire.message,
    };
    const announcement = {
      'eth.dst': [BROADCAST],
      'arp.opcode': ['1'],
      'arp.isgratuitous': GOOD,
      'arp.src.hw_mac': [mac],
      'arp.dst.hw_mac': [BROADCAST],
    };
    const membership = { 'ip.src': [node.address], 'igmp.type': [MEMBERSHIP_REPORT_V3], 'igmp.checksum.status': GOOD };
    const names = { ...advert, ...announcement, ...membership };
    const others = ['eth.src', 'vrrp.prio', 'arp.src.proto_ipv4', 'arp.dst.proto_ipv4', 'igmp.maddr'];
    const frames = await dissect(file, {
      fields: [...Object.keys(names), ...others],
      ...(wire.preferences === undefined ? {} : { preferences: wire.preferences }),
    });
    // The peer listens to nothing, and says so.
    const sent = frames.filter(({ fields }) => fields['eth.src']?.includes(mac));
    expect(sent.flatMap(({ complaints }) => complaints)).toEqual([]);
    const sentWith = (name: string): readonly Fields[] =>
      sent.map(({ fields }) => fields).filter((fields) => (fields[name]?.length ?? 0) > 0);

    const adverts = sentWith('vrrp.prio');
    for (const fields of adverts) expect(pick(fields, advert)).toEqual(advert);
    const priorities = adverts.map((fields) => fields['vrrp.prio']?.[0]);
    expect(priorities).toEqual([...adverts.slice(1).map(() => '150'), '0']);

    const announcements = sentWith('arp.isgratuitous');
    for (const fields of announcements) {
      expect(pick(fields, announcement)).toEqual(announcement);
      expect(fields['arp.dst.proto_ipv4']).toEqual(fields['arp.src.proto_ipv4']);
    }
    expect(new Set(announcements.flatMap((fields) => fields['arp.src.proto_ipv4'] ?? []))).toEqual(new Set(VIPS));

    const reports = sentWith('igmp.maddr').filter((fields) => fields['igmp.maddr']?.includes(GROUP));
    expect(reports.length > 0).toBe(isMulticast);
    for (const fields of reports) expect(pick(fields, membership)).toEqual(membership);
  });
});
