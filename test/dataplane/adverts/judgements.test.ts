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
  return { ...sent, interfaceIndex: 2, ipHeaderBytes: 20, ipTotalLength, atUs: 0, ...change };
}

test('the same advert again is judged once', () => {
  const [judgements, member] = [new Judgements(), memberOf()];
  const first = judgements.judge(member, advert(150), OWN);
  expect(first.ok).toBe(true);
  expect(judgements.judge(member, advert(150, '10.9.0.2', { atUs: 7 }), OWN)).toBe(first);
  expect(judgements.judge(member, advert(150), [...OWN])).not.toBe(first);
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
  const steps = fc.array(fc.record({ packet, config, own: fc.constantFrom(OWN, []) }), { maxLength: 20 });
  fc.assert(
    fc.property(steps, (all) => {
      const [judgements, member] = [new Judgements(), memberOf()];
      for (const step of all) {
        member.instance = { ...member.instance, config: step.config };
        const judged = judgements.judge(member, step.packet, step.own);
        expect(judged).toEqual(acceptAdvert(step.packet, step.config, step.own));
      }
    }),
  );
});
