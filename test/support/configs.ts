import type { IpAddress } from '../../src/model/address.ts';
import { VRRP_GROUP_IPV4 } from '../../src/model/address.ts';
import { type CheckHealth, notHeardOf } from '../../src/health/check-health.ts';
import type { CheckConfig } from '../../src/model/check.ts';
import type { InstanceConfig, Tracked, Vip } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { ScriptProbeConfig } from '../../src/model/probe.ts';
import type { Vrid } from '../../src/model/vrid.ts';

export const vip = (address: string): Vip => ({
  address: address as IpAddress,
  prefixLength: 32,
  device: 'eth0',
  scope: 0,
});

/** An ordinary instance; a test says only what matters to it. */
export function instanceConfig(changes: Partial<InstanceConfig> = {}): InstanceConfig {
  return {
    name: 'VI_1',
    interface: 'eth0',
    vrid: 51 as Vrid,
    version: 2,
    wantedState: 'backup',
    basePriority: 100 as Priority,
    advertIntervalCs: 100,
    downTimerAdverts: 3,
    authentication: { type: 'none' },
    cast: { mode: 'multicast', group: VRRP_GROUP_IPV4 },
    sourceAddress: 'interface',
    preempt: 'preempt',
    preemptDelayMs: 0,
    vips: [vip('10.9.0.100')],
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
    unicastSource: 'any',
    onLowerPriority: 'advertise',
    onHigherPriority: 'silent',
    addressListCheck: 'report',
    allBad: 'release',
    knownNodes: [],
    notify: {},
    ...changes,
  };
}

/** An ordinary check. */
export function checkConfig(changes: Partial<CheckConfig> = {}): CheckConfig {
  return {
    name: 'nginx',
    probe: scriptProbe(['/bin/true']),
    intervalMs: 1000,
    timeoutMs: 1000,
    rise: 1,
    fall: 1,
    firstResult: 'decides',
    initial: 'unknown',
    changingIntervalMs: changes.intervalMs ?? 1000,
    downIntervalMs: changes.intervalMs ?? 1000,
    schedule: 'interval',
    initialDelayMs: 0,
    onError: { policy: 'fail' },
    staleAfterMs: 3000,
    flap: 'off',
    exitWeights: 'none',
    weightFrom: 'config',
    needs: [],
    whileBlocked: 'down',
    windows: 'always',
    inMaintenance: 'frozen',
    recover: 'none',
    onChange: 'none',
    ...changes,
  };
}

/** A tracking line. */
export const weigh = (name: string, weight: number, reverse: Tracked['reverse'] = 'normal'): Tracked => ({
  name,
  weight,
  warnWeight: 'weight',
  reverse,
});

/** What is known of a check that is up, unless a test says otherwise. */
export const checkHealth = (changes: Partial<CheckHealth> = {}): CheckHealth => ({
  ...notHeardOf('nginx'),
  health: 'up',
  reason: 'exit 0',
  ...changes,
});

/** A script as the daemon's own user. */
export function scriptProbe(
  argv: readonly string[],
  changes: Partial<Omit<ScriptProbeConfig, 'kind'>> = {},
): ScriptProbeConfig {
  return { kind: 'script', argv, user: 'daemon', umask: 0o022, exit: 'keepalived', ...changes };
}
