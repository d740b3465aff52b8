import { FORGERIES, type Happening, type Plan, type RouterPlan } from './plan.ts';
import { Random } from './random.ts';
import { changed, routersOf, WEIGHED } from './routers.ts';

/** Share of groups whose adverts come once in minutes: most of the simulated hours, and few of the events. */
const RARE = 0.06;

type Drawn = Happening extends infer Each ? (Each extends Happening ? Omit<Each, 'atMs'> : never) : never;

/** How often each kind of thing happens, and what it is like. `downMs`: about a master-down interval. */
const KINDS: readonly (readonly [number, (random: Random, router: number, plan: Drawing) => Drawn])[] = [
  [6, (random, router) => ({ kind: 'check', router, ...checkRuns(random) })],
  [3, (random, router) => ({ kind: 'link', router, device: device(random), state: random.one(['up', 'up', 'down']) })],
  [3, (_, router) => ({ kind: 'crash', router })],
  [5, (_, router) => ({ kind: 'start', router })],
  [2, (_, router) => ({ kind: 'stop', router })],
  [1, (random, router, { routers }) => ({ kind: 'takeVip', router, instance: instanceOf(random, routers) })],
  [1, (random, router, { downMs }) => ({ kind: 'mute', router, validForMs: random.whole(1, downMs) })],
  [1, (random, router) => ({ kind: 'maintenance', router, state: random.one(['on', 'off', 'off']) })],
  [
    3,
    (random, router, { routers }) => ({
      kind: 'reload',
      router,
      instances: changed(random, routerAt(routers, router), routers.length),
    }),
  ],
  [3, (random, router, { downMs }) => ({ kind: 'freeze', router, ...standstill(random, downMs) })],
  [1, (random, router, { downMs }) => ({ kind: 'suspend', router, ...standstill(random, downMs) })],
  [1, (random, router) => ({ kind: 'rate', router, rate: 1 + random.whole(-20_000, 20_000) / 1e6 })],
  [1, (random, router) => ({ kind: 'wall', router, stepMs: random.whole(-1e9, 1e9) })],
  [4, (random, from, { routers, downMs }) => cut(random, from, routers.length, downMs)],
  [
    2,
    (random, router, { downMs }) => ({
      kind: 'isolated',
      router,
      device: device(random),
      forMs: random.whole(1, 3 * downMs),
    }),
  ],
  [3, (random, _, { downMs }) => noise(random, downMs)],
  [3, (random, router, drawing) => forged(random, router, drawing)],
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

/** `eth1` may be a segment that nobody uses. */
const device = (random: Random): 'eth0' | 'eth1' => random.one(['eth0', 'eth0', 'eth1']);

const instanceOf = (random: Random, routers: readonly RouterPlan[]): number =>
  random.whole(0, routerAt(routers, 0).instances.length - 1);

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
  return { kind: 'cut', from, to, device: device(random), forMs: random.whole(1, 3 * downMs) };
}

const noise = (random: Random, downMs: number): Drawn => ({
  kind: 'noise',
  forMs: random.whole(1, 4 * downMs),
  loss: random.one([0, 0.02, 0.2, 0.6]),
  duplication: random.one([0, 0, 0.1, 0.5]),
  delay: random.one([0, 0.1, 0.5]),
  longestDelayMs: random.whole(1, Math.ceil(downMs / 2)),
});

const forged = (random: Random, router: number, { routers, downMs }: Drawing): Drawn => ({
  kind: 'forged',
  router,
  instance: instanceOf(random, routers),
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
  const routers = routersOf(random, pace === 'slow' || random.chance(RARE) ? 'rare' : 'usual');
  const intervals = routers.flatMap(({ instances }) => instances.map(({ advertIntervalCs = 100 }) => advertIntervalCs));
  const downMs = 3 * Math.max(...intervals) * 10 + 1000;
  return {
    seed,
    latencyUs: random.one([50, 200, Math.min(20_000, Math.min(...intervals) * 200)]),
    noiseSeed: random.whole(0, 0x7fff_ffff),
    routers,
    happenings: happenings(random, { routers, downMs }),
  };
}
