import type { InstanceConfig, Tracked } from '../model/instance.ts';
import { effectivePriority, PRIORITY_OWNER } from '../model/priority.ts';
import type { CheckHealth } from './check-state.ts';
import type { Fault, FaultReason, Tracking } from './tracking.ts';
import type { Blame } from './verdict.ts';

/** An interface as the host has it; `missing` counts as down, with another word. */
export type LinkState = 'up' | 'down' | 'missing';

/** What one tracked object does to an instance. */
interface Contribution {
  readonly points: number;
  readonly effect: 'none' | 'fault' | 'waiting';
  readonly name: string;
  readonly fault: FaultReason;
  /** `nginx down -60 (exit 2: connection refused)` */
  readonly words: string;
}

/** A tracked object's state in the words that the sentence and the fault reason need. */
interface Observed {
  readonly state: 'up' | 'down' | 'unknown';
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
 * `status` and a simulation say the same. The own interface counts with weight 0 unless it is ignored or listed with a
 * weight. Source: checks.md 3.5, vrrp.md 4.1.
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
    faults: [...faultsAmong(checks, 'check'), ...faultsAmong(interfaces, 'host')],
    waitingFor,
    sum: sumInWords(config, [...checks, ...interfaces.filter(isWorthAWord(config))], total),
  };
}

const faultsAmong = (contributions: readonly Contribution[], of: Fault['of']): readonly Fault[] =>
  contributions.filter(({ effect }) => effect === 'fault').map(({ fault }) => ({ of, reason: fault }));

function trackedInterfaces({
  trackedInterfaces: listed,
  trackPrimary,
  interface: own,
}: InstanceConfig): readonly Tracked[] {
  const implied = trackPrimary === 'fault' && listed.every(({ name }) => name !== own);
  return implied ? [{ name: own, weight: 0, warnWeight: 'weight', reverse: 'normal' }, ...listed] : listed;
}

/** The own interface is tracked without being asked for: only its fault is news. */
const isWorthAWord =
  (config: InstanceConfig) =>
  ({ name, effect }: Contribution): boolean =>
    name !== config.interface || effect !== 'none' || config.trackedInterfaces.some((listed) => listed.name === name);

function contributionOf({ name, weight, reverse }: Tracked, observed: Observed): Contribution {
  const faultWhen = reverse === 'reverse' ? 'up' : 'down';
  const effect =
    weight !== 0 ? 'none' : observed.state === faultWhen ? 'fault' : observed.state === 'unknown' ? 'waiting' : 'none';
  const points = pointsOf(weight, observed.state) * (reverse === 'reverse' ? -1 : 1);
  // A fault's reason stands beside the sum wherever the sum is shown.
  const figure = effect === 'fault' ? ': FAULT' : ` ${points > 0 ? '+' : ''}${points}${observed.because}`;
  const fault = reverse === 'reverse' ? `${observed.fault} (tracked in reverse)` : observed.fault;
  return { name, points, effect, fault, words: `${name} ${observed.shown}${figure}` };
}

/** Before its first result a weighted check adds and takes nothing. */
function pointsOf(weight: number, state: Observed['state']): number {
  if (state === 'up' && weight > 0) return weight;
  return state === 'down' && weight < 0 ? weight : 0;
}

function observedCheck({ check, health, blame, reason }: CheckHealth): Observed {
  return {
    state: health,
    shown: health,
    because: health === 'up' ? '' : ` (${reason})`,
    fault: `check ${check} is ${health}: ${reason}${BLAMED[blame]}`,
  };
}

function observedLink(name: string, link: LinkState): Observed {
  const fault = link === 'missing' ? `interface ${name} does not exist` : `interface ${name} is ${link}`;
  return { state: link === 'up' ? 'up' : 'down', shown: link, because: '', fault };
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
