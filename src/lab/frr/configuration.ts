import { isIPv6 } from 'node:net';

/** A virtual router as FRR's vrrpd is told of it; what a scenario does not care about has the usual value. */
export interface FrrRouter {
  readonly vips: readonly string[];
  readonly priority: number;
  readonly vrid?: number;
  readonly version?: 2 | 3;
  /** Whole seconds in version 2. */
  readonly advertIntervalS?: number;
  readonly preempt?: 'preempt' | 'nopreempt';
}

export const FRR_VRID = 51;
const MS_PER_S = 1000;

/** The text of a vrrpd.conf. FRR has neither authentication nor unicast peers. */
export function frrConfigText(router: FrrRouter): string {
  const { vrid = FRR_VRID, version = 2, priority, advertIntervalS = 1, preempt = 'preempt' } = router;
  return [
    'debug vrrp protocol', // without it nothing is said of adverts that are dropped
    'debug vrrp packets',
    'interface eth0',
    ` vrrp ${vrid} version ${version}`,
    ` vrrp ${vrid} priority ${priority}`,
    ` vrrp ${vrid} advertisement-interval ${Math.round(advertIntervalS * MS_PER_S)}`,
    ...(preempt === 'nopreempt' ? [` no vrrp ${vrid} preempt`] : []),
    ...router.vips.map((vip) => ` vrrp ${vrid} ${isIPv6(vip) ? 'ipv6' : 'ip'} ${vip}`),
    'exit',
    '',
  ].join('\n');
}
