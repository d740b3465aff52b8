import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Priority } from '../../../src/model/priority.ts';
import type { Vrid } from '../../../src/model/vrid.ts';
import { listening } from '../../../src/vrrp/rules/entry.ts';
import { follow, obey } from '../../../src/vrrp/rules/following.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { masterDownUs, timingOf, withTimer } from '../../../src/vrrp/timers.ts';
import { instanceConfig } from '../../support/configs.ts';
import { testCases } from '../scenario/cases.ts';

testCases('vrrp-advert.jsonl');

test('to obey is to follow, to wait a whole master-down interval, and nothing else', () => {
  const cases = fc.record({
    version: fc.constantFrom<2 | 3>(2, 3),
    priority: fc.integer({ min: 1, max: 254 }),
    advertIntervalCs: fc.integer({ min: 1, max: 4095 }),
    preemptAtUs: fc.constantFrom<number | 'none'>('none', 7),
    ready: fc.constantFrom<'no' | { sinceUs: number; rounds: number }>('no', { sinceUs: 1, rounds: 2 }),
  });
  fc.assert(
    fc.property(cases, ({ version, priority, advertIntervalCs, ...more }) => {
      const tracking = { effectivePriority: priority as Priority, faults: [], waitingFor: [], sum: '' };
      const started = createInstance(instanceConfig({ version }), tracking, '10.9.0.1' as IpAddress);
      const backup = { ...listening({ ...started, phase: 'running' }, 0), ...more };
      const advert = { version, vrid: 51 as Vrid, priority: 200 as Priority, advertIntervalCs, addresses: [] };
      const heard = { type: 'advert', advert, from: '10.9.0.2' as IpAddress } as const;
      const { instance, notes } = follow(backup, heard, 5);
      const waiting = withTimer(instance, 'masterDown', 5 + masterDownUs(timingOf(instance)));
      expect(obey(backup, heard, 5)).toStrictEqual({ instance: { ...waiting, ready: 'no' }, notes });
    }),
  );
});
