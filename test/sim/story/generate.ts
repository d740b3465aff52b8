import type { InstanceConfig, KnownNode } from '../../../src/model/instance.ts';
import { VRRP_GROUPS, type IpAddress } from '../../../src/model/address.ts';
import type { Priority } from '../../../src/model/priority.ts';
import { vip, weigh } from '../../support/configs.ts';
import type { NodeConfig } from '../world/router.ts';
import { FORGERIES, type Happening, type Plan, type RouterPlan } from './plan.ts';
import { Random } from './random.ts';

/** Share of groups whose adverts come once in minutes: most of the simulated hours, and few of the events. */
const RARE = 0.06;
const WEIGHED = 'mycat';
const PRIORITIES = [1, 50, 90, 99, 100, 100, 101, 150, 200, 254];

/** What all routers of a group agree about, as a rule. */
type Common = Pick<
  InstanceConfig,
  'version' | 'advertIntervalCs' | 'authentication' | 'v3Checksum' | 'downTimerAdverts' | 'allBad' | 'preempt' | 'vips'
> & { readonly cast: 'multicast' | 'unicast'; readonly priorities: readonly number[] };

function common(random: Random, rareShare: number): Common {
  const version = random.one([2, 2, 3] as const);
  const advertIntervalCs =
    version === 2
      ? random.chance(rareShare)
        ? random.one([6000, 25_500])
        : random.one([100, 100, 100, 200, 500])
      : random.chance(rareShare)
        ? 4095
        : random.one([10, 50, 100, 100, 300]);
  const password = { type: 'pass', password: 's3cret' } as const;
  return {
    version,
    advertIntervalCs,
    authentication: version === 2 && random.chance(0.3) ? password : { type: 'none' },
    v3Checksum: random.one(['pseudo', 'rfc9568']),
    downTimerAdverts: random.one([3, 3, 3, 3, 2, 5]),
    allBad: random.one(['release', 'release', 'keep']),
    preempt: random.one(['preempt', 'preempt', 'preempt', 'nopreempt']),
    vips: [vip('10.9.0.100'), ...(random.chance(0.3) ? [vip('10.9.0.101')] : [])],
    cast: random.one(['multicast', 'multicast', 'multicast', 'unicast']),
    // Where all are equal the addresses decide.
    priorities: random.chance(0.15) ? [100] : PRIORITIES,
  };
}

/** Another version, interval, password or checksum than the rest: such routers do not understand each other. */
function deviation(random: Random, { version, advertIntervalCs }: Common): Partial<Common> {
  // A router whose adverts come a thousand times as often would only cost time.
  if (advertIntervalCs > 1000) return { authentication: { type: 'pass', password: 'another' } };
  if (version === 2) {
    return random.one<Partial<Common>>([
      { version: 3, advertIntervalCs: 100 },
      { advertIntervalCs: advertIntervalCs === 100 ? 200 : 100 },
      { authentication: { type: 'pass', password: 'another' } },
    ]);
  }
  return random.one<Partial<Common>>([
    { version: 2, advertIntervalCs: 100 },
    { v3Checksum: 'pseudo' },
    { advertIntervalCs: random.one([20, 100, 200]) },
    { advertIntervalCs: random.one([20, 100, 200]) },
  ]);
}

const addressOf = (at: number): IpAddress => `10.9.0.${at + 1}` as IpAddress;

function castOf(mode: Common['cast'], at: number, count: number): InstanceConfig['cast'] {
  if (mode === 'multicast') return { mode, group: VRRP_GROUPS[4] };
  const others = Array.from({ length: count }, (_, other) => other).filter((other) => other !== at);
  return { mode, ttl: 255, peers: others.map((other) => ({ address: addressOf(other) })) };
}

function oneConfig(random: Random, agreed: Common, at: number, count: number): NodeConfig {
  const own = random.chance(0.08) ? { ...agreed, ...deviation(random, agreed) } : agreed;
  const { cast, priorities, ...rest } = own;
  const basePriority = random.chance(0.06) ? 255 : random.one(priorities);
  const isDelayed = rest.preempt === 'preempt' && random.chance(0.15);
  return {
    ...rest,
    basePriority: basePriority as Priority,
    cast: castOf(cast, at, count),
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
  const known = routers.map(({ address, config }): KnownNode => {
    const won = (config.trackedChecks ?? []).reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
    const base = config.basePriority ?? 100;
    return {
      address: address as IpAddress,
      bestPriority: (base === 255 ? 255 : Math.min(254, base + won)) as Priority,
    };
  });
  return routers.map((router) => ({ ...router, config: { ...router.config, knownNodes: known } }));
}

function routersOf(random: Random, rareShare: number): readonly RouterPlan[] {
  const agreed = common(random, rareShare);
  const count = random.one([2, 2, 2, 2, 3, 3, 4]);
  const routers = Array.from({ length: count }, (_, at): RouterPlan => {
    const program = at > 0 && random.chance(0.2) ? 'keepalived' : 'vipward';
    const config = oneConfig(random, agreed, at, count);
    return {
      program,
      address: addressOf(at),
      config: program === 'keepalived' ? { ...config, preemptDelayMs: 0, allBad: 'release' } : config,
      rate: random.chance(0.3) ? 1 + random.whole(-300, 300) / 1e6 : 1,
      rise: random.whole(1, 2),
      fall: random.whole(1, 3),
    };
  });
  return random.chance(0.2) ? withKnown(routers) : routers;
}

/** What an administrator changes and reloads; the deviations are not his only mistakes. */
function changed(random: Random, { config, program }: RouterPlan): NodeConfig {
  const intervalCs = config.advertIntervalCs ?? 100;
  const change = random.one<NodeConfig>([
    {},
    { basePriority: random.one(PRIORITIES) as Priority },
    { basePriority: random.one(PRIORITIES) as Priority },
    { preempt: random.one(['preempt', 'nopreempt']), preemptDelayMs: 0 },
    { vips: [vip('10.9.0.100'), ...(random.chance(0.5) ? [vip('10.9.0.102')] : [])] },
    { advertIntervalCs: config.version === 3 ? random.one([intervalCs, 20, 100]) : intervalCs },
    { allBad: random.one(['keep', 'release']) },
    { onLowerPriority: random.one(['advertise', 'silent']) },
  ]);
  return program === 'vipward' ? { ...config, ...change } : { ...config, ...change, allBad: 'release' };
}

type Drawn = Happening extends infer Each ? (Each extends Happening ? Omit<Each, 'atMs'> : never) : never;

/** How often each kind of thing happens, and what it is like. `downMs`: about a master-down interval. */
const KINDS: readonly (readonly [number, (random: Random, router: number, plan: Drawing) => Drawn])[] = [
  [6, (random, router) => ({ kind: 'check', router, ...checkRuns(random) })],
  [3, (random, router) => ({ kind: 'link', router, state: random.one(['up', 'up', 'down']) })],
  [3, (_, router) => ({ kind: 'crash', router })],
  [5, (_, router) => ({ kind: 'start', router })],
  [2, (_, router) => ({ kind: 'stop', router })],
  [1, (_, router) => ({ kind: 'takeVip', router })],
  [1, (random, router, { downMs }) => ({ kind: 'mute', router, validForMs: random.whole(1, downMs) })],
  [1, (random, router) => ({ kind: 'maintenance', router, state: random.one(['on', 'off', 'off']) })],
  [
    3,
    (random, router, { routers }) => ({ kind: 'reload', router, config: changed(random, routerAt(routers, router)) }),
  ],
  [3, (random, router, { downMs }) => ({ kind: 'freeze', router, ...standstill(random, downMs) })],
  [1, (random, router, { downMs }) => ({ kind: 'suspend', router, ...standstill(random, downMs) })],
  [1, (random, router) => ({ kind: 'rate', router, rate: 1 + random.whole(-20_000, 20_000) / 1e6 })],
  [1, (random, router) => ({ kind: 'wall', router, stepMs: random.whole(-1e9, 1e9) })],
  [4, (random, from, { routers, downMs }) => cut(random, from, routers.length, downMs)],
  [3, (random, _, { downMs }) => noise(random, downMs)],
  [3, (random, router, { downMs }) => forged(random, router, downMs)],
];

interface Drawing {
  readonly routers: readonly RouterPlan[];
  readonly downMs: number;
}

function routerAt(routers: readonly RouterPlan[], at: number): RouterPlan {
  const router = routers[at];
  if (router === undefined) throw new Error(`no router ${at}`);
  return router;
}

const checkRuns = (random: Random): { check: string; end: 'good' | 'bad'; runs: number } => ({
  check: random.one(['nginx', WEIGHED]),
  end: random.one(['good', 'bad']),
  runs: random.whole(1, 3),
});

const standstill = (random: Random, downMs: number): { forMs: number; first: 'timer' | 'packets' } => ({
  forMs: random.chance(0.5) ? random.whole(1, Math.ceil(downMs / 4)) : random.whole(1, 2 * downMs),
  first: random.one(['timer', 'packets']),
});

function cut(random: Random, from: number, count: number, downMs: number): Drawn {
  const to = (from + random.whole(1, count - 1)) % count;
  return { kind: 'cut', from, to, forMs: random.whole(1, 3 * downMs) };
}

const noise = (random: Random, downMs: number): Drawn => ({
  kind: 'noise',
  forMs: random.whole(1, 4 * downMs),
  loss: random.one([0, 0.02, 0.2, 0.6]),
  duplication: random.one([0, 0, 0.1, 0.5]),
  delay: random.one([0, 0.1, 0.5]),
  longestDelayMs: random.whole(1, Math.ceil(downMs / 2)),
});

const forged = (random: Random, router: number, downMs: number): Drawn => ({
  kind: 'forged',
  router,
  fault: random.one(FORGERIES),
  priority: random.one([0, 1, 100, 255]),
  count: random.whole(1, 15),
  everyMs: Math.max(1, Math.floor(random.whole(1, downMs) / 10)),
});

const LOTS = KINDS.flatMap(([weight, draw]) => Array.from({ length: weight }, () => draw));

/** Bursts of things that happen within one advert interval, and times of quiet in which everything settles. */
function happenings(random: Random, drawing: Drawing): readonly Happening[] {
  const { routers, downMs } = drawing;
  const drawn: Happening[] = routers.map((_, router) => ({
    kind: 'start',
    router,
    atMs: random.chance(0.5) ? 0 : random.whole(0, 2 * downMs),
  }));
  let atMs = Math.max(...drawn.map((each) => each.atMs)) + random.whole(0, 3 * downMs);
  const count = random.whole(1, 14);
  for (let number = 0; number < count; number++) {
    const draw = random.one(LOTS);
    drawn.push({ atMs, ...draw(random, random.whole(0, routers.length - 1), drawing) });
    atMs += random.one([0, random.whole(0, 50), random.whole(0, downMs), random.whole(0, downMs), 3 * downMs]);
  }
  return drawn.toSorted((a, b) => a.atMs - b.atMs);
}

/** Everything about a run follows from its seed. `slow`: with adverts that come once in minutes, for many hours. */
export function planOf(seed: number, pace: 'any' | 'slow' = 'any'): Plan {
  const random = new Random(seed);
  const routers = routersOf(random, pace === 'slow' ? 1 : RARE);
  const longestCs = Math.max(...routers.map(({ config }) => config.advertIntervalCs ?? 100));
  const downMs = 3 * longestCs * 10 + 1000;
  const shortestCs = Math.min(...routers.map(({ config }) => config.advertIntervalCs ?? 100));
  const latencyUs = random.one([50, 200, Math.min(20_000, shortestCs * 200)]);
  return {
    seed,
    latencyUs,
    noiseSeed: random.whole(0, 0x7fff_ffff),
    routers,
    happenings: happenings(random, { routers, downMs }),
  };
}
