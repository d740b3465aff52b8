/** Everything that reads bytes of others. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CaptureFileReader } from '../../src/capture/file/file-reader.ts';
import { sightingIn } from '../../src/capture/sighting.ts';
import { Survey } from '../../src/capture/survey.ts';
import { judgeSighting } from '../../src/capture/verdict.ts';
import { changeText } from '../../src/capture/words/change-text.ts';
import { changeJson, packetJson, summaryJson } from '../../src/capture/words/json.ts';
import { packetText } from '../../src/capture/words/packet-text.ts';
import type { Route, Rule } from '../../src/model/host/routing.ts';
import { acceptAdvert } from '../../src/vrrp/accept.ts';
import { encodeAdvert } from '../../src/vrrp/encode.ts';
import { findingText, refusalText } from '../../src/vrrp/refusal.ts';
import { decodeArpReply, encodeArpRequest } from '../../src/wire/arp.ts';
import { decodeReceiveInfo, encodeSendInfo } from '../../src/wire/control-message.ts';
import { decodeEchoReply, encodeEchoRequest } from '../../src/wire/icmp.ts';
import { decodeIpv4 } from '../../src/wire/ipv4.ts';
import { decodeIpv6 } from '../../src/wire/ipv6.ts';
import { LINK_TYPE } from '../../src/wire/link-header.ts';
import { decodeAddress, encodeNewAddress } from '../../src/wire/netlink/address.ts';
import { decodeForwarding } from '../../src/wire/netlink/configuration.ts';
import { decodeLink } from '../../src/wire/netlink/link.ts';
import { decodeAcknowledgement, decodeMessages, encodeMessage } from '../../src/wire/netlink/message.ts';
import { encodeVethPair } from '../../src/wire/netlink/new-link.ts';
import { decodeRoute, encodeRoute } from '../../src/wire/netlink/route.ts';
import { decodeRule, encodeRule } from '../../src/wire/netlink/rule.ts';
import { decodeIpv4Setting, decodeSettingsChange, encodeIpv4Settings } from '../../src/wire/netlink/settings.ts';
import { decodeRemoval, encodeTransaction } from '../../src/wire/nftables/change.ts';
import {
  advertOf,
  advertOf6,
  ethernetBytes,
  FIRST,
  frameOf,
  interfaceBlock,
  ipPacket,
  option,
  packetBlock,
  pcapFile,
  SECOND,
  section,
  text,
} from '../capture/frames.ts';
import { instanceConfig } from '../support/configs.ts';
import { GOLDEN, packetOf } from '../vrrp/scenario/packets.ts';
import { anyBytes, bytesLike } from './bytes.ts';
import { type Target, target } from './target.ts';

const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);

const INSTANCES = [
  instanceConfig(),
  instanceConfig({ version: 3 }),
  instanceConfig({ version: 3, family: 6 }),
  instanceConfig({ authentication: { type: 'pass', password: 's3cret' } }),
];
const JUDGE = { instances: INSTANCES, addressesOf: () => [SECOND] };

const adverts = GOLDEN.map(({ advert }) => advert);

const VRRP = target(
  { name: 'a VRRP message', weight: 6 },
  fc.tuple(
    fc.constantFrom(...adverts),
    bytesLike(...adverts.map(encodeAdvert)),
    fc.option(fc.nat(65_535), { nil: undefined }),
    fc.constantFrom(...INSTANCES),
  ),
  ([route, payload, ipTotalLength, config]) => {
    const packet = packetOf(payload, route, ipTotalLength === undefined ? {} : { ipTotalLength });
    const accepted = acceptAdvert(packet, { ...config, vrid: (payload[1] ?? 0) as never }, [SECOND]);
    if (!accepted.ok) return void assert.notEqual(refusalText(accepted.error), '');
    for (const finding of accepted.value.findings) assert.notEqual(findingText(finding), '');
    assert.equal(accepted.value.advert.addresses.length, payload[3]);
  },
);

const FRAMES = target(
  { name: 'a captured frame', weight: 4 },
  fc.array(
    fc.record({
      bytes: bytesLike(
        ethernetBytes(advertOf()),
        ethernetBytes(advertOf({ version: 3, source: SECOND }), { vlans: [10] }),
        ethernetBytes(advertOf({ version: 3, destination: SECOND })),
        ethernetBytes(advertOf6()),
        ipPacket(advertOf6()),
      ),
      linkType: fc.constantFrom(...Object.values(LINK_TYPE), 105),
      atUs: fc.oneof(fc.constant('unknown' as const), fc.double({ noNaN: true }), fc.nat()),
    }),
    { maxLength: 8 },
  ),
  (frames) => {
    const survey = new Survey();
    for (const { bytes, linkType, atUs } of frames) {
      const seen = sightingIn(frameOf(bytes, { linkType, atUs }));
      if (seen === undefined) continue;
      const verdict = judgeSighting(seen, JUDGE);
      const changes = [...(atUs === 'unknown' ? [] : survey.passed(atUs)), ...survey.see(seen, verdict)];
      for (const change of changes) assert.notEqual(changeText(change) + JSON.stringify(changeJson(change)), '');
      assert.notEqual(packetText(seen, verdict) + JSON.stringify(packetJson(seen, verdict)), '');
    }
    JSON.stringify(summaryJson(survey.routers()));
  },
);

const records = [{ atUs: 1_700_000_000_000_000, bytes: ethernetBytes(advertOf()) }];
const newFile = (little: boolean): Uint8Array =>
  Uint8Array.from([
    ...section(little),
    ...interfaceBlock(little, option(little, 2, text('eth0'))),
    ...packetBlock(little, { ticks: 5n, bytes: ethernetBytes(advertOf()) }),
  ]);

/** What a reader makes of a file that comes in pieces. */
function readFile(file: Uint8Array, pieceBytes: number): string {
  const reader = new CaptureFileReader();
  let [frames, keptBytes] = [0, 0];
  for (let offset = 0; offset < file.length; offset += pieceBytes) {
    const found = reader.push(file.slice(offset, offset + pieceBytes));
    if (!found.ok) return `${frames} frames, ${found.error}`;
    frames += found.value.length;
    keptBytes += found.value.reduce((sum, { bytes }) => sum + bytes.length, 0);
    assert.ok(keptBytes <= file.length);
  }
  const end = reader.end();
  return `${frames} frames, ${end.ok ? 'whole' : end.error}`;
}

const FILES = target(
  { name: 'a capture file', weight: 3 },
  fc.tuple(
    bytesLike(
      pcapFile({ littleEndian: true, perSecond: 1_000_000 }, records),
      pcapFile({ littleEndian: false, perSecond: 1_000_000_000 }, records),
      newFile(true),
      newFile(false),
    ),
    fc.integer({ min: 1, max: 64 }),
  ),
  // Only how many frames came before a fault may depend on the pieces.
  ([file, pieceBytes]) => {
    const [whole, pieces] = [readFile(file, Math.max(1, file.length)), readFile(file, pieceBytes)];
    assert.equal(pieces.replace(/^\d+/, ''), whole.replace(/^\d+/, ''));
  },
);

const newAddress = encodeNewAddress({ index: 2, address: FIRST, prefixLength: 24, scope: 0, label: 'eth0:1' });
const netlinkMessage = (type: number, body: Uint8Array): Uint8Array =>
  encodeMessage({ type, flags: 0x200, sequence: 1, body });

const to = { address: FIRST, length: 24 };
const rule: Rule = {
  action: 'lookup',
  family: 4,
  from: to,
  table: 500,
  input: 'eth0',
  tos: 0,
  match: 'these',
  tracking: 'ignore',
};
const path = { to, via: SECOND, table: 500, scope: 0, tos: 0, onlink: 'no', tracking: 'ignore' } as const;
const route: Route = { ...path, type: 'unicast', protocol: 'ours' };

const NETLINK = target(
  { name: 'a netlink datagram', weight: 3 },
  bytesLike(
    netlinkMessage(20, newAddress),
    netlinkMessage(16, encodeVethPair({ name: 'a', peerName: 'b' })),
    netlinkMessage(16, encodeIpv4Settings(2, { rp_filter: 1, promote_secondaries: 1 })),
    netlinkMessage(24, encodeRoute(route, 2, 18)),
    netlinkMessage(32, encodeRule(rule, 18)),
    encodeTransaction([{ type: 'deleteTable', table: { family: 'inet', name: 'vipward' } }], 7),
    netlinkMessage(2, Uint8Array.from([0xff, 0xff, 0xff, 0xff, ...netlinkMessage(20, newAddress)])),
    Uint8Array.from([...netlinkMessage(20, newAddress), ...netlinkMessage(3, new Uint8Array(4))]),
  ),
  (datagram) => {
    const messages = decodeMessages(datagram);
    assert.ok(messages.length * 16 <= datagram.length);
    for (const message of messages) {
      decodeAcknowledgement(message);
      decodeLink(message);
      decodeAddress(message);
      decodeForwarding(message);
      decodeSettingsChange(message);
      decodeIpv4Setting(message, 'rp_filter');
      decodeRoute(message);
      decodeRule(message);
      decodeRemoval(message);
    }
  },
);

const reply = encodeArpRequest(FIRST, SECOND, MAC).fill(2, 7, 8);
const control = encodeSendInfo({ interfaceIndex: 2, source: FIRST, ttl: 255 });
const echo = encodeEchoRequest({ id: 1, sequence: 2, payload: Uint8Array.of(1, 2, 3) }).fill(0, 0, 1);

export const DECODERS: readonly Target[] = [
  VRRP,
  FRAMES,
  FILES,
  NETLINK,
  target({ name: 'an ARP message' }, bytesLike(reply), (bytes) => {
    assert.ok((decodeArpReply(bytes)?.mac.length ?? 6) === 6);
  }),
  target({ name: 'an ICMP message' }, bytesLike(echo), (bytes) => {
    assert.ok((decodeEchoReply(bytes)?.payload.length ?? 0) <= bytes.length);
  }),
  target({ name: 'control messages' }, bytesLike(control, anyControl(263, 8), anyControl(41, 50)), (bytes) => {
    decodeReceiveInfo(bytes);
  }),
  target(
    { name: 'an IP header' },
    fc.oneof(anyBytes, bytesLike(ipPacket(advertOf()), ipPacket(advertOf6()))),
    (bytes) => {
      for (const packet of [decodeIpv4(bytes), decodeIpv6(bytes)]) {
        assert.ok((packet?.payload.length ?? 0) <= bytes.length);
      }
    },
  ),
];

/** A control message of any kind with 24 bytes of data. */
function anyControl(level: number, type: number): Uint8Array {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 40n, true);
  view.setInt32(8, level, true);
  view.setInt32(12, type, true);
  return bytes;
}
