/** Random configurations and random histories of a virtual router, for properties. */
import * as fc from 'fast-check';
import type { IpAddress } from '../../../src/model/address.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { Priority } from '../../../src/model/priority.ts';
import type { Vrid } from '../../../src/model/vrid.ts';
import type { VrrpEvent } from '../../../src/vrrp/state.ts';
import { caseConfig, caseTracking } from './cases.ts';

const HOSTS = ['10.9.0.1', '10.9.0.2', '10.9.0.3', '200.0.0.1'] as const;
const VIPS = ['10.9.0.100', '/24 10.9.0.100', '10.9.0.101', '10.9.0.102'] as const;

const host = fc.constantFrom(...HOSTS).map((address) => address as IpAddress);
const priority = fc.constantFrom(0, 1, 90, 100, 101, 254, 255).map((value) => value as Priority);
const ownPriority = fc.constantFrom(1, 100, 254, 255).map((value) => value as Priority);
const intervalCs = fc.constantFrom(100, 200, 500);

/** Any configuration of the election and of the announcements. */
export const anyConfig: fc.Arbitrary<InstanceConfig> = fc
  .record({
    version: fc.constantFrom<2 | 3>(2, 3),
    basePriority: ownPriority,
    advertIntervalCs: intervalCs,
    preempt: fc.constantFrom('preempt' as const, 'nopreempt' as const),
    preemptDelayMs: fc.constantFrom(0, 2500),
    allBad: fc.constantFrom('keep' as const, 'release' as const),
    onLowerPriority: fc.constantFrom('advertise' as const, 'silent' as const),
    onHigherPriority: fc.constantFrom('advertise' as const, 'silent' as const),
    // One of each address: a kernel that has it with another prefix length as well is not what this is about.
    vips: fc.uniqueArray(fc.constantFrom(...VIPS), { minLength: 1, selector: (vip) => vip.split(' ').at(-1) }),
    garp: fc.record({
      masterDelayMs: fc.constantFrom(0, 5000),
      masterRefreshMs: fc.constantFrom(0, 700),
      lowerPriorityDelayMs: fc.constantFrom(0, 300),
    }),
  })
  .map(caseConfig);

/** What happens next, and how long after the event before it. */
export interface Happening {
  readonly afterUs: number;
  readonly event: VrrpEvent;
}

/** What may happen to an instance while it runs. */
export function anyEvent(config: InstanceConfig): fc.Arbitrary<VrrpEvent> {
  const { version, vrid } = config;
  const faults = fc.constantFrom<readonly string[]>(
    [],
    [],
    ['check nginx is down'],
    ['check nginx is down'],
    ['interface eth0 is down'],
    ['check nginx is down', 'interface eth0 is down'],
  );
  const effective = config.basePriority === 255 ? fc.constant(config.basePriority) : fc.constantFrom(1, 80, 100, 254);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({ priority, from: host, advertIntervalCs: intervalCs })
        .map(({ from, ...heard }): VrrpEvent => ({
          type: 'advert',
          from,
          advert: { version, vrid: vrid as Vrid, addresses: [], ...heard },
        })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({ faults, effectivePriority: effective.map((value) => value as Priority) })
        .map((changes): VrrpEvent => ({ type: 'tracking', tracking: caseTracking(config, changes) })),
    },
    host.map((address): VrrpEvent => ({ type: 'sourceAddress', address })),
    fc.constant<VrrpEvent>({ type: 'sourceAddress', address: 'none' }),
    fc
      .constantFrom('10.9.0.100', '10.9.0.101', '10.9.0.1')
      .map((address): VrrpEvent => ({ type: 'vipRemoved', address: address as IpAddress })),
    anyConfig.map((other): VrrpEvent => ({
      type: 'reload',
      config: { ...other, version, basePriority: config.basePriority },
    })),
    fc
      .constantFrom('advert' as const, 'masterDown' as const, 'garpSecond' as const, 'lastResort' as const)
      .map((timer): VrrpEvent => ({ type: 'timer', timer })),
  );
}

const ending = fc.constantFrom<VrrpEvent>({ type: 'shutdown', reason: 'SIGTERM' }, { type: 'removed' });

export const happening = (event: fc.Arbitrary<VrrpEvent>): fc.Arbitrary<Happening> =>
  fc.record({ afterUs: fc.integer({ min: 0, max: 4_000_000 }), event });

/** A start, some of everything, and sometimes an end with a little after it. */
export const anyHistory = anyConfig.chain((config) => {
  return fc
    .tuple(
      fc.array(happening(anyEvent(config)), { maxLength: 40 }),
      fc.array(happening(ending), { maxLength: 1 }),
      fc.array(happening(anyEvent(config)), { maxLength: 3 }),
    )
    .map(([middle, end, after]) => ({ config, happenings: [...middle, ...end, ...(end.length > 0 ? after : [])] }));
});
