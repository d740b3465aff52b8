import { ADDRESS_BYTES, addressFromBytes, familyOf, VRRP_GROUPS } from '../model/address.ts';
import type { InstanceConfig } from '../model/instance.ts';
import type { Priority } from '../model/priority.ts';
import { err, ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import { isVrid } from '../model/vrid.ts';
import type { Vrid } from '../model/vrid.ts';
import type { Route } from '../wire/checksum.ts';
import { type ANY_AUTHENTICATION, AUTH_DATA_BYTES, refuseAuthentication } from './auth.ts';
import { ADVERTISEMENT, HEADER_BYTES, advertChecksum, checksumField, checksumForm, messageBytes } from './layout.ts';
import type { AdvertKind } from './layout.ts';
import type { ChecksumForm, Refusal } from './refusal.ts';
import type { Advert } from './state.ts';

/** A packet of protocol 112 as far as the protocol looks at it. */
export interface VrrpPacket extends Route {
  /** The hop limit in IPv6. */
  readonly ttl: number;
  readonly ipHeaderBytes: number;
  /** As the IP header says: header and message, without padding of the link. */
  readonly ipTotalLength: number;
  /** What follows the IP header, padding included. */
  readonly payload: Uint8Array;
}

/** What the bytes of an advert must agree with. */
export type AdvertForm = Pick<InstanceConfig, 'version' | 'v3Checksum' | 'advertIntervalCs'> & {
  readonly authentication: InstanceConfig['authentication'] | typeof ANY_AUTHENTICATION;
};

/** An advert, and in which form its checksum came. */
export interface Decoded {
  readonly advert: Advert;
  readonly checksum: ChecksumForm;
}

/** The least payload of an Ethernet frame: shorter packets arrive padded to it. */
const ETHERNET_LEAST_PAYLOAD_BYTES = 46;

/** keepalived's `auth_hmac` trailer, `vrrp.md` 1.3. */
const HMAC_TRAILER_BYTES = 28;

function lengthRefusal(gotBytes: number, wantBytes: number): Refusal {
  const excessBytes = gotBytes - wantBytes;
  const excess = excessBytes <= 0 ? 'none' : excessBytes === HMAC_TRAILER_BYTES ? 'trailing28' : 'bytes';
  return { code: 'length', gotBytes, wantBytes, excess };
}

/**
 * The virtual router a packet is for (V2, V3 of `vrrp.md` section 2), so that an instance can be looked up.
 * Refuses a message below 8 octets, and VRID 0, which nobody can have configured.
 */
export function readVrid(packet: VrrpPacket): Result<Vrid, Refusal> {
  if (packet.payload.length < HEADER_BYTES) return err(lengthRefusal(packet.payload.length, HEADER_BYTES));
  const vrid = packet.payload[1] ?? 0;
  return isVrid(vrid) ? ok(vrid) : err({ code: 'vridUnknown', vrid });
}

/** The message without the padding of the link (V9): exactly as long as its address count says. */
function readMessage(packet: VrrpPacket, kind: AdvertKind): Result<Uint8Array, Refusal> {
  const { payload, ipHeaderBytes, ipTotalLength } = packet;
  const wantBytes = messageBytes(kind, payload[3] ?? 0);
  const paddable = ipHeaderBytes + payload.length <= ETHERNET_LEAST_PAYLOAD_BYTES;
  const saidBytes = ipTotalLength - ipHeaderBytes;
  if (saidBytes !== wantBytes) return err(lengthRefusal(saidBytes, wantBytes));
  if (payload.length < wantBytes || (payload.length > wantBytes && !paddable)) {
    return err(lengthRefusal(payload.length, wantBytes));
  }
  return ok(payload.subarray(0, wantBytes));
}

/**
 * V11, in which form the checksum is right. `auto` takes both forms of version 3 over IPv4, and by unicast that of old
 * keepalived, with the group in the pseudo header (`vrrp.md` 1.4). Otherwise an advert in the other form is refused, but the
 * operator is told.
 */
function matchChecksum(message: Uint8Array, form: AdvertForm, route: Route): Result<ChecksumForm, Refusal> {
  const got = checksumField(message);
  const expected = (as: ChecksumForm, over = route): number => advertChecksum(message, as, over);
  const { version, v3Checksum } = form;
  const ours = checksumForm({ version, v3Checksum: v3Checksum === 'auto' ? 'pseudo' : v3Checksum }, route);
  const want = expected(ours);
  if (got === want) return ok(ours);
  const choice = version === 3 && familyOf(route.source) === 4;
  const other = ours === 'pseudo' ? 'rfc9568' : 'pseudo';
  const matches = choice && got === expected(other) ? other : 'neither';
  if (!choice || v3Checksum !== 'auto') return err({ code: 'checksum', got, want, matches });
  if (matches !== 'neither') return ok(matches);
  const toGroup = { ...route, destination: VRRP_GROUPS[4] };
  return got === expected('pseudo', toGroup) ? ok('pseudo') : err({ code: 'checksum', got, want, matches });
}

/** V12 to V15: version 2 must agree in authentication and interval (RFC 3768 §7.1). */
function decodeV2(message: Uint8Array, form: AdvertForm): Result<number, Refusal> {
  const refusal = refuseAuthentication(message[4] ?? 0, message.subarray(-AUTH_DATA_BYTES), form.authentication);
  if (refusal !== undefined) return err(refusal);
  const gotCs = (message[5] ?? 0) * 100;
  if (gotCs !== form.advertIntervalCs) return err({ code: 'interval', gotCs, wantCs: form.advertIntervalCs });
  return ok(gotCs);
}

/** V16: the upper nibble is reserved and not looked at (RFC 9568 §5.2.6); zero is refused (erratum 8301). */
function decodeV3(message: Uint8Array): Result<number, Refusal> {
  const intervalCs = (((message[4] ?? 0) & 0x0f) << 8) | (message[5] ?? 0);
  return intervalCs === 0 ? err({ code: 'intervalZero' }) : ok(intervalCs);
}

/**
 * Reads an advert: V2 and V7 to V16 of `vrrp.md` section 2, in that order; the first failure decides.
 * Whether the advert is meant for this router is `acceptAdvert`'s to say. Never throws, whatever the bytes.
 */
export function decodeAdvert(packet: VrrpPacket, form: AdvertForm): Result<Decoded, Refusal> {
  const { version } = form;
  const family = familyOf(packet.source);
  const vrid = readVrid(packet);
  if (!vrid.ok) return vrid;
  const [versionAndType = 0, , priority = 0, addressCount = 0] = packet.payload;
  if (versionAndType >> 4 !== version) return err({ code: 'version', got: versionAndType >> 4, want: version });
  if ((versionAndType & 0x0f) !== ADVERTISEMENT) return err({ code: 'type', got: versionAndType & 0x0f });
  const message = readMessage(packet, { version, family });
  if (!message.ok) return message;
  if (version === 3 && addressCount === 0) return err({ code: 'noAddresses', vrid: vrid.value });
  const checksum = matchChecksum(message.value, form, packet);
  if (!checksum.ok) return checksum;
  const interval = version === 2 ? decodeV2(message.value, form) : decodeV3(message.value);
  if (!interval.ok) return interval;
  const addresses = Array.from({ length: addressCount }, (_, i) =>
    addressFromBytes(message.value, HEADER_BYTES + ADDRESS_BYTES[family] * i, family),
  );
  const advertIntervalCs = interval.value;
  const advert = { version, vrid: vrid.value, priority: priority as Priority, advertIntervalCs, addresses };
  return ok({ advert, checksum: checksum.value });
}
