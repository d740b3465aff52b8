/** Golden messages of `test/data/vrrp-packets.jsonl`, and packets around them. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { ADDRESS_BYTES, addressFromBytes, familyOf } from '../../../src/model/address.ts';
import type { IpAddress, IpFamily } from '../../../src/model/address.ts';
import type { Priority } from '../../../src/model/priority.ts';
import type { Vrid } from '../../../src/model/vrid.ts';
import type { VrrpPacket } from '../../../src/vrrp/decode.ts';
import { encodeAdvert } from '../../../src/vrrp/encode.ts';
import type { OutgoingAdvert } from '../../../src/vrrp/encode.ts';

export interface Golden {
  /** Of the table in `vrrp.md` 1.4. */
  readonly id: string;
  readonly name: string;
  readonly why: string;
  readonly hex: string;
  readonly advert: OutgoingAdvert;
}

export const GOLDEN: readonly Golden[] = readFileSync('test/data/vrrp-packets.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden);

export function golden(id: string): Golden {
  const found = GOLDEN.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no golden message ${id}`);
  return found;
}

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** A message as it arrives: IP header without options, TTL or hop limit 255. */
export const packetOf = (
  payload: Uint8Array,
  { source, destination }: Pick<OutgoingAdvert, 'source' | 'destination'>,
  changes: Partial<VrrpPacket> = {},
): VrrpPacket => {
  const ipHeaderBytes = familyOf(source) === 4 ? 20 : 40;
  const ipTotalLength = ipHeaderBytes + payload.length;
  return { source, destination, ttl: 255, ipHeaderBytes, ipTotalLength, payload, ...changes };
};

/** An advert encoded and received again; `bend` changes bytes after the checksum was written. */
export function received(
  advert: OutgoingAdvert,
  changes: Partial<VrrpPacket> = {},
  bend: (payload: Uint8Array) => Uint8Array = (payload) => payload,
): VrrpPacket {
  return packetOf(bend(encodeAdvert(advert)), advert, changes);
}

function addressIn(family: IpFamily): fc.Arbitrary<IpAddress> {
  const size = ADDRESS_BYTES[family];
  return fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => addressFromBytes(bytes, 0, family));
}

const password = fc.string({ maxLength: 12 }).map((text) => ({ type: 'pass', password: text }) as const);

const kinds = fc.constantFrom<readonly [2 | 3, IpFamily]>([2, 4], [3, 4], [3, 6]);

/** Any advert that a checked configuration can lead to. */
export const anyAdvert: fc.Arbitrary<OutgoingAdvert> = kinds.chain(([version, family]) =>
  fc.record({
    version: fc.constant(version),
    vrid: fc.integer({ min: 1, max: 255 }).map((value) => value as Vrid),
    priority: fc.integer({ min: 0, max: 255 }).map((value) => value as Priority),
    advertIntervalCs:
      version === 2 ? fc.integer({ min: 1, max: 255 }).map((s) => s * 100) : fc.integer({ min: 1, max: 4095 }),
    addresses: fc.array(addressIn(family), { minLength: version === 2 ? 0 : 1, maxLength: 255 }),
    authentication: fc.oneof(fc.constant({ type: 'none' } as const), password),
    v3Checksum: fc.constantFrom('pseudo' as const, 'rfc9568' as const),
    source: addressIn(family),
    destination: addressIn(family),
  }),
);
