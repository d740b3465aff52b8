import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Judgements } from '../../../src/dataplane/adverts/judgements.ts';
import { Member } from '../../../src/dataplane/member.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Priority } from '../../../src/model/priority.ts';
import type { ReceivedPacket } from '../../../src/ports/network.ts';
import { acceptAdvert } from '../../../src/vrrp/accept.ts';
import { advertPackets } from '../../../src/vrrp/outgoing.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { instanceConfig } from '../../support/configs.ts';

const OWN = ['10.9.0.1' as IpAddress];

function memberOf(): Member {
  const tracking = { effectivePriority: 100 as Priority, faults: [], waitingFor: [], sum: '' };
  return new Member(createInstance(instanceConfig(), tracking, '10.9.0.1' as IpAddress), 0);
}

function advert(priority: number, source = '10.9.0.2', change: Partial<ReceivedPacket> = {}): ReceivedPacket {
  const [sent] = advertPackets(instanceConfig(), source as IpAddress, priority as Priority);
  if (sent === undefined) throw new Error('no packet');
  const ipTotalLength = 20 + sent.payload.length;
  return { ...sent, interfaceIndex: 2, ipHeaderBytes: 20, ipTotalLength, ...change };
}

test('the same advert again is judged once', () => {
  const [judgements, member, packet] = [new Judgements(), memberOf(), advert(150)];
  const first = judgements.judge(member, packet, OWN);
  expect(first.ok).toBe(true);
  expect(judgements.judge(member, packet, OWN)).toBe(first);
  expect(judgements.judge(member, packet, [...OWN])).not.toBe(first);
});

test('whatever is judged before, the judgement is that of the packet', () => {
  const packet = fc
    .record({
      priority: fc.constantFrom(0, 100, 150),
      source: fc.constantFrom('10.9.0.1', '10.9.0.2', '10.9.0.3'),
      ttl: fc.constantFrom(254, 255),
      ipTotalLength: fc.constantFrom(40, 41),
      broken: fc.boolean(),
    })
    .map(({ priority, source, broken, ...change }) => {
      const sent = advert(priority, source, change);
      if (broken) sent.payload[6] = (sent.payload[6] ?? 0) ^ 1;
      return sent;
    });
  const config = fc.constantFrom(instanceConfig(), instanceConfig({ advertIntervalCs: 200 }));
  const packets = fc.array(packet, { minLength: 1, maxLength: 3 });
  const step = fc.record({ at: fc.nat(), config, own: fc.constantFrom(OWN, []) });
  fc.assert(
    fc.property(packets, fc.array(step, { maxLength: 20 }), (sent, steps) => {
      const [judgements, member] = [new Judgements(), memberOf()];
      for (const { at, config: now, own } of steps) {
        const heard = sent[at % sent.length] ?? advert(150);
        member.instance = { ...member.instance, config: now };
        expect(judgements.judge(member, heard, own)).toEqual(acceptAdvert(heard, now, own));
      }
    }),
  );
});
