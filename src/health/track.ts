import type { InstanceConfig, Tracked } from '../model/instance.ts';
import { effectivePriority, PRIORITY_FAILING, PRIORITY_OWNER } from '../model/priority.ts';
import type { CheckHealth } from './check-health.ts';
import type { Fault, FaultReason, Tracking } from './tracking.ts';
import type { Blame } from './verdict.ts';

/** An interface as the host has it; `missing` counts as down, with another word. */
export type LinkState = 'up' | 'down' | 'missing';

/** keepalived's track_file: a product of this or less is a fault, and more than the other counts as the other. */
const FAULT_PRODUCT = -254;
const PRODUCT_LIMIT = 253;

/** What one tracked object does to an instance. */
interface Contribution {
  readonly points: number;
  readonly effect: 'none' | 'fault' | 'waiting';
  readonly name: string;
  readonly fault: FaultReason;
  /** `nginx down -60 (exit 2: connection refused)` */
  readonly words: string;
}

/** What a tracked object adds to the sum, or that it is a fault, or not known yet. */
type Effect = number | 'fault' | 'waiting';

/** A tracked object's state in the words that the sentence and the fault reason need. */
interface Observed {
  readonly state: CheckHealth['health'];
  readonly worth: CheckHealth['worth'];
  readonly shown: string;
  readonly because: string;
  readonly fault: FaultReason;
}

const BLAMED: Readonly<Record<Blame, string>> = {
  none: '',
  service: ' (the service)',
  checker: ' (the check itself is broken)',
};

/**
 * Verdicts and interfaces times weights: effective priority, faults, and the sum in words. Pure, so that the dataplane,
 * `status` and a simulation say the same. The own interface counts with weight 0 unless it is ignored. Source: checks.md 3.5, vrrp.md 4.1.
 */
export function trackInstance(
  config: InstanceConfig,
  health: (check: string) => CheckHealth,
  link: (name: string) => LinkState,
): Tracking {
  const checks = config.trackedChecks.map((tracked) => contributionOf(tracked, observedCheck(health(tracked.name))));
  const interfaces = trackedInterfaces(config).map((tracked) =>
    contributionOf(tracked, observedLink(tracked.name, link(tracked.name))),
  );
  const all = [...checks, ...interfaces];
  const total = all.reduce((sum, { points }) => sum + points, 0);
  const waitingFor = all.filter(({ effect }) => effect === 'waiting').map(({ name }) => name);
  return {
    effectivePriority: effectivePriority(config.basePriority, total),
    faults: [...faultsAmong(checks, 'check'), ...faultsAmong(interfaces, 'host'), ...faultsOfCast(config)],
    waitingFor,
    sum: sumInWords(config, [...checks, ...interfaces.filter(isWorthAWord(config))], total),
  };
}

/** `unicast_fault_no_peer`: without anybody to speak to an instance does not fall back to multicast. */
const faultsOfCast = ({ cast }: InstanceConfig): readonly Fault[] =>
  cast.mode === 'unicast' && cast.peers.length === 0
    ? [{ of: 'host', reason: 'it has no unicast peers: add unicast_peer, or remove unicast_fault_no_peer' }]
    : [];

const faultsAmong = (contributions: readonly Contribution[], of: Fault['of']): readonly Fault[] =>
  contributions.filter(({ effect }) => effect === 'fault').map(({ fault }) => ({ of, reason: fault }));

/** A node in maintenance takes part with the lowest priority; its checks do not count. Source: checks.md 3.9. */
export function inMaintenance({ faults }: Tracking, note: string): Tracking {
  const left = faults.filter((fault) => fault.of === 'host');
  const sum = `in maintenance (${note}), = ${PRIORITY_FAILING}`;
  return { effectivePriority: PRIORITY_FAILING, faults: left, waitingFor: [], sum };
}

function trackedInterfaces({
  trackedInterfaces: listed,
  trackPrimary,
  interface: own,
}: InstanceConfig): readonly Tracked[] {
  return trackPrimary === 'fault'
    ? [{ name: own, weight: 0, warnWeight: 'weight', reverse: 'normal' }, ...listed]
    : listed;
}

/** The own interface is tracked without being asked for: only its fault is news. */
const isWorthAWord =
  (config: InstanceConfig) =>
  ({ name, effect }: Contribution): boolean =>
    name !== config.interface || effect !== 'none';

function contributionOf(tracked: Tracked, observed: Observed): Contribution {
  const effect = effectOf(tracked, observed);
  const { name, reverse } = tracked;
  const points = typeof effect === 'number' ? effect : 0;
  const reversed = observed.worth === 'weight' && reverse === 'reverse';
  const product = productWords(tracked, observed);
  return {
    name,
    points,
    effect: typeof effect === 'number' ? 'none' : effect,
    fault: `${observed.fault}${product}${reversed ? ' (tracked in reverse)' : ''}`,
    words: `${name} ${observed.shown}${figureWords(effect, points, observed, product)}`,
  };
}

function effectOf(tracked: Tracked, { worth, state }: Observed): Effect {
  if (worth === 'nothing') return 0;
  if (worth === 'weight') return effectOfWeight(tracked, state);
  const sign = signOf(tracked);
  if ('value' in worth) return effectOfValue(tracked, worth.value);
  return worth.points === 'fault' ? 'fault' : worth.points * sign;
}

function effectOfWeight(tracked: Tracked, state: Observed['state']): Effect {
  const { weight, warnWeight, reverse } = tracked;
  if (state === 'warn' && warnWeight !== 'weight') return warnWeight * signOf(tracked);
  const isGood = state === 'up' || state === 'warn';
  // Before its first result a weighted check adds and takes nothing.
  if (weight !== 0) return (isGood === weight > 0 && state !== 'unknown' ? weight : 0) * signOf(tracked);
  if (state === 'unknown') return 'waiting';
  return isGood === (reverse === 'reverse') ? 'fault' : 0;
}

/** Weight 0: any number but 0 is a fault, in reverse 0 is. Source: keepalived-conf.md 2.7. */
function effectOfValue(tracked: Tracked, value: number): Effect {
  const { weight, reverse } = tracked;
  if (weight === 0) return (value !== 0) === (reverse === 'normal') ? 'fault' : 0;
  const product = Math.trunc(value * weight) * signOf(tracked);
  return product <= FAULT_PRODUCT ? 'fault' : Math.min(PRODUCT_LIMIT, product);
}

const signOf = ({ reverse }: Tracked): 1 | -1 => (reverse === 'reverse' ? -1 : 1);

/** A fault's reason stands beside the sum wherever the sum is shown. */
function figureWords(effect: Effect, points: number, { worth, because }: Observed, product: string): string {
  if (effect === 'fault') return `: FAULT${product}`;
  if (worth === 'nothing') return ` ignored${because}`;
  return ` ${points > 0 ? '+' : ''}${points}${product}${because}`;
}

const productWords = (tracked: Tracked, { worth }: Observed): string =>
  typeof worth === 'object' && 'value' in worth ? ` (${worth.value} x ${tracked.weight * signOf(tracked)})` : '';

function observedCheck({ check, health, blame, reason, worth, flags }: CheckHealth): Observed {
  const isPlain = health === 'up' && flags.length === 0 && worth !== 'nothing';
  return {
    state: health,
    worth,
    shown: health,
    because: isPlain ? '' : ` (${reason})`,
    fault: `check ${check} ${health === 'warn' ? 'warns' : `is ${health}`}: ${reason}${BLAMED[blame]}`,
  };
}

function observedLink(name: string, link: LinkState): Observed {
  const fault = link === 'missing' ? `interface ${name} does not exist` : `interface ${name} is ${link}`;
  return { state: link === 'up' ? 'up' : 'down', worth: 'weight', shown: link, because: '', fault };
}

function sumInWords(config: InstanceConfig, contributions: readonly Contribution[], total: number): string {
  const base = config.basePriority;
  const effective = effectivePriority(base, total);
  const parts = [
    base === PRIORITY_OWNER ? `base ${base} (owner: weights do not count)` : `base ${base}`,
    ...contributions.map(({ words }) => words),
  ];
  if (contributions.some(({ effect }) => effect === 'fault')) return parts.join(', ');
  const clamped = base !== PRIORITY_OWNER && base + total !== effective;
  const result = clamped ? `= ${base + total}, limited to ${effective}` : `= ${effective}`;
  return `${parts.join(', ')}, ${result}`;
}
