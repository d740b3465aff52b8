import { type IpAddress, VRRP_GROUPS, familyOf } from '../../src/model/address.ts';
import { type Prefix, type Route, type Rule, TABLE_MAIN } from '../../src/model/host/routing.ts';
import { type CheckHealth, notHeardOf } from '../../src/health/check-health.ts';
import type { WantedModel } from '../../src/ipc/messages.ts';
import type { CheckConfig } from '../../src/model/check.ts';
import type { InstanceConfig, Tracked, Vip } from '../../src/model/instance.ts';
import type { Model } from '../../src/model/model.ts';
import type { Notifications } from '../../src/model/notifications.ts';
import type { Priority } from '../../src/model/priority.ts';
import { SCRIPT_DEFAULTS, type ScriptProbeConfig } from '../../src/model/probe.ts';
import type { HttpProbeConfig } from '../../src/model/probe/http.ts';
import type { Endpoint } from '../../src/model/probe/endpoint.ts';
import type { TcpProbeConfig } from '../../src/model/probe/tcp.ts';
import type { Vrid } from '../../src/model/vrid.ts';

export const vip = (address: string): Vip => ({
  address: address as IpAddress,
  prefixLength: familyOf(address as IpAddress) === 4 ? 32 : 128,
  device: 'eth0',
  scope: 0,
});

/** An ordinary instance; a test says only what matters to it. */
export function instanceConfig(changes: Partial<InstanceConfig> = {}): InstanceConfig {
  return {
    name: 'VI_1',
    interface: 'eth0',
    vmac: 'none',
    promoteSecondaries: 'leave',
    vrid: 51 as Vrid,
    version: 2,
    family: 4,
    wantedState: 'backup',
    basePriority: 100 as Priority,
    advertIntervalCs: 100,
    downTimerAdverts: 3,
    authentication: { type: 'none' },
    cast: { mode: 'multicast', group: VRRP_GROUPS[4] },
    sourceAddress: 'interface',
    preempt: 'preempt',
    preemptDelayMs: 0,
    acceptMode: 'accept',
    vips: [vip('10.9.0.100')],
    excludedVips: [],
    carried: [],
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
      neighbourAdvertIntervalMs: 0,
    },
    v3Checksum: 'pseudo',
    unicastSource: 'any',
    onLowerPriority: 'advertise',
    onHigherPriority: 'silent',
    addressListCheck: 'report',
    globalFirstAddress: 'report',
    ownerHears: 'adverts',
    allBad: 'release',
    knownNodes: [],
    notify: {},
    priorityEvents: 'silent',
    mail: 'off',
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
  return { ...SCRIPT_DEFAULTS, kind: 'script', argv, user: 'daemon', ...changes };
}

/** A port of this host, asked without TLS. */
export const endpoint = (port: number, changes: Partial<Endpoint> = {}): Endpoint => ({
  host: '127.0.0.1',
  port,
  from: 'kernel',
  family: 4,
  tls: 'off',
  ...changes,
});

/** A port that is only connected to. */
export const tcpProbeConfig = (port: number, changes: Partial<TcpProbeConfig> = {}): TcpProbeConfig => ({
  kind: 'tcp',
  endpoint: endpoint(port),
  send: '',
  expect: 'nothing',
  latency: { warnOverMs: 'off', badOverMs: 'off' },
  ...changes,
});

/** A page of a server on this host, of which any content will do. */
export const httpProbeConfig = (port: number, changes: Partial<HttpProbeConfig> = {}): HttpProbeConfig => ({
  kind: 'http',
  url: `http://127.0.0.1:${port}/health`,
  endpoint: endpoint(port),
  path: '/health',
  method: 'GET',
  hostHeader: `127.0.0.1:${port}`,
  headers: [],
  login: 'none',
  status: [{ from: 200, to: 399 }],
  body: 'any',
  bodyNot: 'nothing',
  bodyLimit: 65_536,
  latency: { warnOverMs: 'off', badOverMs: 'off' },
  ...changes,
});

/** Nobody is told of anything beside the scripts of instances. */
export const NO_NOTIFICATIONS: Notifications = {
  fifos: [],
  onReload: 'silent',
  mail: 'none',
  startup: 'none',
  shutdown: 'none',
};

export const net = (address: string, length: number): Prefix => ({ address: address as IpAddress, length });

/** The default route of IPv4, but for `changes`. */
export const aRoute = (changes: Partial<Route> = {}): Route => ({
  type: 'unicast',
  to: net('0.0.0.0', 0),
  table: TABLE_MAIN,
  scope: 0,
  tos: 0,
  onlink: 'no',
  protocol: 'ours',
  tracking: 'track',
  ...changes,
});

/** All packets look into table 100, but for `changes`. */
export const aRule = (changes: Partial<Rule> = {}): Rule => ({
  action: 'lookup',
  family: 4,
  table: 100,
  tos: 0,
  match: 'these',
  tracking: 'track',
  ...changes,
});

/** A model that asks for nothing; a test says only what matters to it. */
export const modelWith = (changes: Partial<Model> = {}): Model => ({
  routerId: 'web1',
  daemonName: 'none',
  instances: [],
  statics: [],
  links: [],
  pacing: [],
  checks: [],
  groups: [],
  syncGroups: [],
  scriptSecurity: 'warn',
  unknownVrids: 'silent',
  startupDelayMs: 0,
  delayAfterBootMs: 0,
  initFiles: [],
  notifications: NO_NOTIFICATIONS,
  dumpFiles: { state: '/s', statistics: '/t', json: '/j' },
  ...changes,
});

/** What the second process is told of it. */
export const wantedModel = (changes: Partial<WantedModel> = {}): WantedModel => {
  const { instances, statics, links, pacing, groups, syncGroups, unknownVrids, startupDelayMs } = modelWith();
  const nothing = { instances, statics, links, pacing, groups, syncGroups, unknownVrids, startupDelayMs };
  return { ...nothing, maintenance: 'none', ...changes };
};
