import { VRRP_GROUPS, type IpAddress, type IpFamily } from '../../../src/model/address.ts';
import { bestPriority, type InstanceConfig, type KnownNode, type Vip } from '../../../src/model/instance.ts';
import type { Priority } from '../../../src/model/priority.ts';
import type { Vrid } from '../../../src/model/vrid.ts';
import { vip, weigh } from '../../support/configs.ts';
import { addressOn, sourceOf } from '../world/addressing.ts';
import type { Device } from '../world/host.ts';
import { type NodeConfig, type RouterSetup, SimulatedRouter } from '../world/router.ts';
import type { RouterPlan } from './plan.ts';
import type { Random } from './random.ts';

export const WEIGHED = 'mycat';
const PRIORITIES = [1, 50, 90, 99, 100, 100, 101, 150, 200, 254];

/** What all routers agree about, as a rule, of one virtual router. */
type Common = Pick<
  InstanceConfig,
  | 'name'
  | 'interface'
  | 'vrid'
  | 'family'
  | 'version'
  | 'advertIntervalCs'
  | 'authentication'
  | 'v3Checksum'
  | 'downTimerAdverts'
  | 'allBad'
  | 'preempt'
  | 'vips'
> & { readonly place: number; readonly cast: 'multicast' | 'unicast'; readonly priorities: readonly number[] };

const deviceIn = (agreed: Pick<InstanceConfig, 'interface'>): Device => (agreed.interface === 'eth1' ? 'eth1' : 'eth0');

/** The addresses of a virtual router: the first is always there. */
function vipsOf(at: { family: IpFamily; device: Device; place: number }, count: number): readonly Vip[] {
  const kinds = at.family === 4 ? (['IPv4', 'IPv4'] as const) : (['link-local IPv6', 'IPv6'] as const);
  return kinds.slice(0, count).map((kind, number) => {
    return { ...vip(addressOn(at.device, kind, 100 + 10 * at.place + number)), device: at.device };
  });
}

function where(random: Random, place: number): Pick<Common, 'name' | 'interface' | 'vrid' | 'family'> {
  const family = random.one([4, 4, 4, 6] as const);
  return {
    name: `VI_${place + 1}`,
    interface: place > 0 && random.chance(0.4) ? 'eth1' : 'eth0',
    vrid: (51 + place) as Vrid,
    family,
  };
}

function common(random: Random, place: number, pace: 'rare' | 'usual'): Common {
  const at = where(random, place);
  const version = at.family === 6 ? 3 : random.one([2, 2, 3] as const);
  const usual = version === 2 ? random.one([100, 100, 100, 200, 500]) : random.one([10, 50, 100, 100, 300]);
  const password = { type: 'pass', password: 's3cret' } as const;
  return {
    ...at,
    place,
    version,
    advertIntervalCs: pace === 'usual' ? usual : version === 2 ? random.one([6000, 25_500]) : 4095,
    authentication: version === 2 && random.chance(0.3) ? password : { type: 'none' },
    v3Checksum: at.family === 6 ? 'pseudo' : random.one(['pseudo', 'rfc9568']),
    downTimerAdverts: random.one([3, 3, 3, 3, 2, 5]),
    allBad: random.one(['release', 'release', 'keep']),
    preempt: random.one(['preempt', 'preempt', 'preempt', 'nopreempt']),
    vips: vipsOf({ family: at.family, device: deviceIn(at), place }, random.chance(0.3) ? 2 : 1),
    cast: random.one(['multicast', 'multicast', 'multicast', 'unicast']),
    // Where all are equal the addresses decide.
    priorities: random.chance(0.15) ? [100] : PRIORITIES,
  };
}

/**
 * Whether intervals of version 3 may differ: of three routers one that has just lost an election would teach another its own
 * interval, which is not that of the winner (docs/properties.md).
 */
const mayLearn = (routers: number): boolean => routers === 2;

/** Another version, interval, password or checksum than the rest: such routers do not understand each other. */
function deviation(random: Random, { version, family, advertIntervalCs }: Common, count: number): Partial<Common> {
  // A router whose adverts come a thousand times as often would only cost time.
  if (advertIntervalCs > 1000) return { authentication: { type: 'pass', password: 'another' } };
  if (version === 2) {
    return random.one<Partial<Common>>([
      { version: 3, advertIntervalCs: 100 },
      { advertIntervalCs: advertIntervalCs === 100 ? 200 : 100 },
      { authentication: { type: 'pass', password: 'another' } },
    ]);
  }
  const faster = mayLearn(count) ? { advertIntervalCs: random.one([20, 100, 200]) } : {};
  if (family === 6) return faster;
  return random.one<Partial<Common>>([{ version: 2, advertIntervalCs: 100 }, { v3Checksum: 'pseudo' }, faster, faster]);
}

const hostOf = (at: number): IpAddress => addressOn('eth0', 'IPv4', at + 1);

function castOf({ cast, family, ...agreed }: Common, at: number, count: number): InstanceConfig['cast'] {
  if (cast === 'multicast') return { mode: cast, group: VRRP_GROUPS[family] };
  const others = Array.from({ length: count }, (_, other) => other).filter((other) => other !== at);
  const addressOf = (other: number): IpAddress =>
    addressOn(deviceIn(agreed), family === 4 ? 'IPv4' : 'IPv6', other + 1);
  return { mode: cast, ttl: 255, peers: others.map((other) => ({ address: addressOf(other) })) };
}

function oneConfig(random: Random, agreed: Common, at: number, count: number): NodeConfig {
  const own = random.chance(0.08) ? { ...agreed, ...deviation(random, agreed, count) } : agreed;
  const { cast: _cast, priorities, place: _place, ...rest } = own;
  const basePriority = random.chance(0.06) ? 255 : random.one(priorities);
  const isDelayed = rest.preempt === 'preempt' && random.chance(0.15);
  return {
    ...rest,
    basePriority: basePriority as Priority,
    cast: castOf(own, at, count),
    unicastSource: random.one(['peersOnly', 'any']),
    preempt: random.chance(0.1) ? random.one(['preempt', 'nopreempt']) : rest.preempt,
    preemptDelayMs: isDelayed ? random.one([1, 3, 12]) * rest.advertIntervalCs * 10 : 0,
    allBad: random.chance(0.1) ? random.one(['keep', 'release']) : rest.allBad,
    onLowerPriority: random.one(['advertise', 'advertise', 'silent']),
    onHigherPriority: random.one(['silent', 'silent', 'advertise']),
    trackPrimary: random.one(['fault', 'fault', 'fault', 'ignore']),
    trackedChecks: [...(random.chance(0.8) ? [weigh('nginx', 0)] : []), weigh(WEIGHED, random.one([-60, -2, 20, 0]))],
  };
}

/** A cluster file tells every node what the others have at their best. */
function withKnown(routers: readonly RouterPlan[]): readonly RouterPlan[] {
  const knownAt = (place: number): readonly KnownNode[] =>
    routers.map(({ address, instances }) => {
      const config = SimulatedRouter.configOf(instances[place] ?? {});
      return { address: sourceOf(config, address), bestPriority: bestPriority(config) };
    });
  return routers.map((router) => ({
    ...router,
    instances: router.instances.map((config, place) => ({ ...config, knownNodes: knownAt(place) })),
  }));
}

/**
 * The members of a sync group rank the nodes alike, understand the others' and have no address of the last resort: else
 * it is right that nobody, or who is worse, has the addresses (docs/sync-groups.md).
 */
function asGroup(configs: readonly NodeConfig[], agreed: readonly Common[]): readonly NodeConfig[] {
  const [{ basePriority, preempt, preemptDelayMs, trackedChecks } = {}] = configs;
  return configs.map((config, place) => {
    const { cast: _cast, priorities: _priorities, place: _place, ...shared } = agreed[place] ?? {};
    const ranked = { basePriority, preempt, preemptDelayMs, trackedChecks } as NodeConfig;
    return { ...config, ...shared, ...ranked, allBad: 'release', trackPrimary: 'fault' };
  });
}

/** Hosts that share one, two or three virtual routers. */
export function routersOf(random: Random, pace: 'rare' | 'usual'): readonly RouterPlan[] {
  const places = random.one([1, 1, 1, 2, 2, 3]);
  const agreed = Array.from({ length: places }, (_, place) => common(random, place, pace));
  const grouping = places > 1 && random.chance(0.5) ? 'together' : 'alone';
  const count = random.one([2, 2, 2, 2, 3, 3, 4]);
  const routers = Array.from({ length: count }, (_, at): RouterPlan => {
    const program = grouping === 'alone' && at > 0 && random.chance(0.2) ? 'keepalived' : 'vipward';
    const drawn = agreed.map((each) => oneConfig(random, each, at, count));
    const configs = grouping === 'alone' ? drawn : asGroup(drawn, agreed);
    return {
      program,
      address: hostOf(at),
      instances: configs.map((config) => fitting(program, config)),
      grouping,
      rate: random.chance(0.3) ? 1 + random.whole(-300, 300) / 1e6 : 1,
      rise: random.whole(1, 2),
      fall: random.whole(1, 3),
    };
  });
  return random.chance(0.2) ? withKnown(routers) : routers;
}

const fitting = (program: RouterPlan['program'], config: NodeConfig): NodeConfig =>
  program === 'vipward' ? config : { ...config, preemptDelayMs: 0, allBad: 'release' };

/** What an administrator changes and reloads; the deviations are not his only mistakes. */
export function changed(
  random: Random,
  { instances, grouping, program }: RouterPlan,
  routers: number,
): RouterSetup['instances'] {
  const place = random.whole(0, instances.length - 1);
  const ranks = random.one<NodeConfig>([
    {},
    { basePriority: random.one(PRIORITIES) as Priority },
    { basePriority: random.one(PRIORITIES) as Priority },
    { preempt: random.one(['preempt', 'nopreempt']), preemptDelayMs: 0 },
  ]);
  const own = changeOf(random, instances[place] ?? {}, place, routers);
  const change = random.chance(0.5) ? own : {};
  return instances.map((config, at) => {
    const ranked = { ...config, ...(grouping === 'together' || at === place ? ranks : {}) };
    const all = at === place ? { ...ranked, ...change } : ranked;
    return fitting(program, grouping === 'together' ? { ...all, allBad: 'release' } : all);
  });
}

/** Of one instance, whatever the others of its sync group are. */
function changeOf(random: Random, config: NodeConfig, place: number, routers: number): NodeConfig {
  const intervalCs = config.advertIntervalCs ?? 100;
  const at = { family: config.family ?? 4, device: deviceIn({ interface: config.interface ?? 'eth0' }), place };
  return random.one<NodeConfig>([
    { vips: vipsOf(at, config.vips?.length === 1 ? 2 : 1) },
    { advertIntervalCs: config.version === 3 && mayLearn(routers) ? random.one([intervalCs, 20, 100]) : intervalCs },
    { allBad: random.one(['keep', 'release']) },
    { onLowerPriority: random.one(['advertise', 'silent']) },
  ]);
}
