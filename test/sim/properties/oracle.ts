/** What the RFCs and the design make of a router, worked out again from its configuration and its checks. */
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { Plan } from '../story/plan.ts';
import type { SimulatedInstance } from '../world/instance.ts';
import { SimulatedRouter } from '../world/router.ts';

const US_PER_CS = 10_000;
const SECOND_US = 1_000_000;
/** Clocks of one run differ by at most this much. */
const CLOCKS = 1.05;

/** base + the weights in force, 1 to 254; an owner has 255, a node in maintenance 1. */
export function effectiveOf({ config, router }: SimulatedInstance): number {
  if (router.maintenance !== 'none') return 1;
  if (config.basePriority === 255) return 255;
  let sum: number = config.basePriority;
  for (const { name, weight } of config.trackedChecks) if (router.isToldUp(name) === weight > 0) sum += weight;
  return Math.min(254, Math.max(1, sum));
}

/** `failing`: only its checks are bad, and it may serve when nobody else does. */
export type Fitness = 'fit' | 'failing' | 'unfit';

/** A member of a sync group is as fit as the least fit of them. */
export function fitnessOf(instance: SimulatedInstance): Fitness {
  const all = instance.fellows.map(fitnessAlone);
  return all.find((fitness) => fitness === 'unfit') ?? all.find((fitness) => fitness === 'failing') ?? 'fit';
}

function fitnessAlone({ config, router, link }: SimulatedInstance): Fitness {
  if (link === 'down' && config.trackPrimary === 'fault') return 'unfit';
  if (router.maintenance !== 'none') return 'fit';
  const failed = config.trackedChecks.some(({ name, weight }) => weight === 0 && !router.isToldUp(name));
  if (!failed) return 'fit';
  return config.allBad === 'keep' ? 'failing' : 'unfit';
}

/** What its adverts carry as a master. */
export const inForceOf = (instance: SimulatedInstance): number =>
  fitnessOf(instance) === 'failing' ? 1 : effectiveOf(instance);

export const isOwner = ({ basePriority }: InstanceConfig): boolean => basePriority === 255;

/** Whether it takes over from a living master of lower priority at all. */
export const preempts = (config: InstanceConfig): boolean => config.preempt === 'preempt' || isOwner(config);

/** Routers with the same key understand each other's adverts. */
export function languageOf(config: InstanceConfig): string {
  const { version, family, authentication, advertIntervalCs, v3Checksum, cast } = config;
  if (version === 3) return `3 ${family === 4 ? v3Checksum : '-'} ${cast.mode}`;
  return `2 ${authentication.type === 'pass' ? authentication.password : '-'} ${advertIntervalCs} ${cast.mode}`;
}

/** A broken node does not take over from one that has lost as few points or fewer, when both are known. */
export function isUselessMove(to: SimulatedInstance, from: SimulatedInstance): boolean {
  const lossOf = (instance: SimulatedInstance): number => {
    const known = to.config.knownNodes.find(({ address }) => address === instance.address);
    return known === undefined ? NaN : Math.max(0, known.bestPriority - inForceOf(instance));
  };
  return lossOf(to) > 0 && lossOf(to) >= lossOf(from) && !isOwner(to.config);
}

/** Skew_Time with an interval. */
export const skewUs = ({ version }: InstanceConfig, priority: number, intervalCs: number): number =>
  ((256 - priority) * (version === 2 ? SECOND_US : intervalCs * US_PER_CS)) / 256;

/** Bounds that hold in a whole run, over all configurations of one virtual router. In true time. */
export interface Bounds {
  readonly leastIntervalCs: number;
  readonly mostIntervalCs: number;
  /** From the last disturbance until exactly one is master and nothing moves. */
  readonly settleUs: number;
  /** Within which two masters that hear each other have agreed. */
  readonly exchangeUs: number;
  /** For which two hold the address when one takes over from the other on a whole network. */
  readonly handoverUs: number;
}

/** Every configuration that a virtual router has on any host in a run, by its place in the lists. */
export function configsOf({ routers, happenings }: Plan, place: number): readonly InstanceConfig[] {
  const reloads = happenings.flatMap((each) => (each.kind === 'reload' ? [each.instances] : []));
  const all = [...routers.map(({ instances }) => instances), ...reloads].flatMap((instances) => instances[place] ?? []);
  return all.map((config) => SimulatedRouter.configOf(config));
}

/** @param place of the virtual router in every list of instances */
export function boundsOf(plan: Plan, place: number): Bounds {
  const { routers, latencyUs } = plan;
  const configs = configsOf(plan, place);
  const intervals = configs.map(({ advertIntervalCs }) => advertIntervalCs);
  const [leastIntervalCs, mostIntervalCs] = [Math.min(...intervals), Math.max(...intervals)];
  const mostUs = mostIntervalCs * US_PER_CS;
  const skew = configs.some(({ version }) => version === 2) ? Math.max(SECOND_US, mostUs) : mostUs;
  const downUs = Math.max(...configs.map(({ downTimerAdverts }) => downTimerAdverts)) * mostUs + skew;
  const delayUs = Math.max(...configs.map(({ preemptDelayMs }) => preemptDelayMs)) * 1000;
  const owners = configs.filter(isOwner).length;
  const keeps = configs.some(({ allBad }) => allBad === 'keep');
  const offerUs = keeps ? 2 * downUs + routers.length * mostUs + 2 * SECOND_US + skew : 0;
  const exchangeUs = (keeps ? skew + 1.25 * mostUs : mostUs) * CLOCKS + 4 * latencyUs;
  return {
    leastIntervalCs,
    mostIntervalCs,
    settleUs: (2 * downUs + delayUs + offerUs) * CLOCKS + 10 * latencyUs,
    exchangeUs,
    // Of two owners one takes over from the other by itself, and may hear of it with the next advert only.
    handoverUs: leastIntervalCs === mostIntervalCs && owners < 2 ? 3 * latencyUs + 1000 : exchangeUs,
  };
}
