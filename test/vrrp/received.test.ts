import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { acceptAdvert } from '../../src/vrrp/accept.ts';
import type { VrrpPacket } from '../../src/vrrp/decode.ts';
import { type Finding, type Refusal, REFUSAL_COUNTERS } from '../../src/vrrp/refusal.ts';
import { caseConfig, type ConfigChanges } from './scenario/cases.ts';
import { fromHex, packetOf } from './scenario/packets.ts';

/** A packet as it arrives at an instance: refused for one reason, or accepted with what is odd about it. */
interface Case {
  /** Ids of `vrrp.md` section 6, and what is special about the packet. */
  readonly name: string;
  readonly why: string;
  readonly packet: Pick<VrrpPacket, 'source' | 'destination'> &
    Partial<Pick<VrrpPacket, 'ttl' | 'ipTotalLength'>> & { readonly hex: string };
  readonly at: ConfigChanges;
  readonly refused?: Refusal;
  /** Some fields of the advert, or the form of its checksum. */
  readonly accepted?: object;
  readonly findings?: readonly Finding['code'][];
}

const OURS = ['10.9.0.3' as IpAddress];

/** Made by a program of its own, so that a mistake in our encoding cannot hide one in our decoding. */
const CASES: readonly Case[] = readFileSync('test/data/vrrp-received.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

describe('what becomes of a packet', () => {
  test.each(CASES)('$name', ({ packet: { hex, ...header }, at, refused, accepted, findings }) => {
    const judged = acceptAdvert(packetOf(fromHex(hex), header, header), caseConfig(at), OURS);
    if (!judged.ok) {
      expect(judged.error).toEqual(refused);
      return;
    }
    const { advert, checksum } = judged.value;
    expect(refused).toBeUndefined();
    expect({ ...advert, checksum }).toMatchObject(accepted ?? {});
    expect(judged.value.findings.map(({ code }) => code)).toEqual(findings);
  });

  test('every reason to refuse that does not lie in the state of the instance is among them', () => {
    const codes = new Set(CASES.flatMap(({ refused }) => refused?.code ?? []));
    const all = Object.keys(REFUSAL_COUNTERS).filter((code) => code !== 'ignoredState');
    expect([...codes].toSorted()).toEqual(all.toSorted());
  });
});
