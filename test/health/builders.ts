import type { CheckConfig } from '../../src/model/check.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { Vrid } from '../../src/model/vrid.ts';

/** A check with keepalived's defaults. */
export const checkConfig = (changes: Partial<CheckConfig> = {}): CheckConfig => ({
  name: 'nginx',
  argv: ['/bin/true'],
  user: 'daemon',
  intervalMs: 1000,
  timeoutMs: 1000,
  rise: 1,
  fall: 1,
  firstResult: 'decides',
  initial: 'unknown',
  umask: 0o022,
  ...changes,
});

/** An instance on eth0 that tracks nothing but its own interface. */
export const instanceConfig = (changes: Partial<InstanceConfig> = {}): InstanceConfig => ({
  name: 'VI_1',
  interface: 'eth0',
  vrid: 51 as Vrid,
  version: 2,
  wantedState: 'backup',
  basePriority: 100 as Priority,
  advertIntervalCs: 100,
  downTimerAdverts: 3,
  authentication: { type: 'none' },
  cast: { mode: 'unicast', peers: [], ttl: 255 },
  sourceAddress: 'interface',
  preempt: 'preempt',
  preemptDelayMs: 0,
  vips: [],
  excludedVips: [],
  trackedChecks: [],
  trackedInterfaces: [],
  trackPrimary: 'fault',
  garp: {
    masterRepeat: 5,
    masterDelayMs: 5000,
    masterRefreshMs: 0,
    masterRefreshRepeat: 1,
    lowerPriorityRepeat: 5,
    lowerPriorityDelayMs: 5000,
    intervalMs: 0,
  },
  v3Checksum: 'pseudo',
  unicastSource: 'peersOnly',
  onLowerPriority: 'advertise',
  onHigherPriority: 'silent',
  addressListCheck: 'report',
  notify: {},
  ...changes,
});
