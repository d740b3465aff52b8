/** Golden messages of `test/data/vrrp-packets.jsonl`, and packets around them. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { addressFromBytes } from '../../../src/model/address.ts';
import type { IpAddress } from '../../../src/model/address.ts';
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

export const GOLDEN: readonly Golden[] = readFileSync(new URL('../../data/vrrp-packets.jsonl', import.meta.url), 'utf8')
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

/** A message as it arrives: IPv4 header without options, TTL 255. */
export const packetOf = (
  payload: Uint8Array,
  { source, destination }: Pick<OutgoingAdvert, 'source' | 'destination'>,
  changes: Partial<VrrpPacket> = {},
): VrrpPacket => ({
  source,
  destination,
  ttl: 255,
  ipHeaderBytes: 20,
  ipTotalLength: 20 + payload.length,
  payload,
  ...changes,
});

/** An advert encoded and received again; `bend` changes bytes after the checksum was written. */
export function received(
  advert: OutgoingAdvert,
  changes: Partial<VrrpPacket> = {},
  bend: (payload: Uint8Array) => Uint8Array = (payload) => payload,
): VrrpPacket {
  return packetOf(bend(encodeAdvert(advert)), advert, changes);
}

const address = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => addressFromBytes(bytes) as IpAddress);
const password = fc.string({ maxLength: 12 }).map((text) => ({ type: 'pass', password: text }) as const);

/** Any advert that a checked configuration can lead to. */
export const anyAdvert: fc.Arbitrary<OutgoingAdvert> = fc.constantFrom<2 | 3>(2, 3).chain((version) =>
  fc.record({
    version: fc.constant(version),
    vrid: fc.integer({ min: 1, max: 255 }).map((value) => value as Vrid),
    priority: fc.integer({ min: 0, max: 255 }).map((value) => value as Priority),
    advertIntervalCs:
      version === 2 ? fc.integer({ min: 1, max: 255 }).map((s) => s * 100) : fc.integer({ min: 1, max: 4095 }),
    addresses: fc.array(address, { minLength: version === 2 ? 0 : 1, maxLength: 255 }),
    authentication: fc.oneof(fc.constant({ type: 'none' } as const), password),
    v3Checksum: fc.constantFrom('pseudo' as const, 'rfc9568' as const),
    source: address,
    destination: address,
  }),
);
