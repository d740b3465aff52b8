import type { CheckConfig } from '../model/check.ts';
import type { InstanceConfig, Tracked } from '../model/instance.ts';
import type { Model } from '../model/model.ts';

const MS_PER_CS = 10;
const MS_PER_S = 1000;

/**
 * How long a failure can stay unseen, in ms: the service dies right after a good run, every run after that hangs until
 * its limit, and a recovery holds the failure back as long as it may. `undefined`: runs follow a schedule.
 * Source: checks.md 3.2, 6.2.
 */
export function detectionMs(check: CheckConfig): number | undefined {
  const { schedule, intervalMs, changingIntervalMs, timeoutMs, fall, recover } = check;
  if (schedule !== 'interval') return undefined;
  // A run that lasts longer than its interval takes the slots behind it.
  const paceMs = Math.max(1, Math.ceil(timeoutMs / changingIntervalMs)) * changingIntervalMs;
  const heldMs = recover === 'none' ? 0 : recover.withinMs;
  return intervalMs + (fall - 1) * paceMs + timeoutMs + heldMs;
}

/** One line for each thing that an instance tracks: how late another node takes over. Without instances, one a check. */
export function detectionLines(model: Model): readonly string[] {
  if (model.instances.length === 0) {
    return model.checks.map((check) => `${check.name}: a failure is known ${lateness(detectionMs(check))}`);
  }
  return model.instances.flatMap((instance) => instance.trackedChecks.map((line) => takeover(line, instance, model)));
}

function takeover(tracked: Tracked, instance: InstanceConfig, model: Model): string {
  const head = `${instance.name}: when ${tracked.name} fails, another node takes over`;
  const knownMs = slowest(tracked.name, model);
  if (knownMs === undefined) return `${head} after the next time of its schedule`;
  const totalMs = knownMs + protocolMs(instance, isFault(tracked, model) ? 'fault' : 'points');
  return `${head} ${lateness(totalMs)} (the failure is known ${lateness(knownMs)})`;
}

/** Of a group its slowest member: which of them fails is not known. */
function slowest(name: string, model: Model): number | undefined {
  const { checks, groups } = model;
  const check = checks.find((one) => one.name === name);
  if (check !== undefined) return detectionMs(check);
  const members = groups.find((one) => one.name === name)?.of ?? [];
  const times = members.map((member) => slowest(member, model));
  return times.some((time) => time === undefined) ? undefined : Math.max(0, ...times.map((time) => time ?? 0));
}

function isFault({ name, weight }: Tracked, { checks }: Model): boolean {
  const check = checks.find((one) => one.name === name);
  if (check === undefined || (check.exitWeights === 'none' && check.weightFrom !== 'output')) return weight === 0;
  return check.exitWeights !== 'none' && check.exitWeights.fallback === 'fault';
}

/**
 * From the failure to the peer's first advert. A fault is told by an advert of priority 0 and waits for the skew time
 * only, at most one second or one interval; a lower priority waits for the whole master-down time. Source: RFC 9568 §6.1.
 */
function protocolMs(
  { version, advertIntervalCs, downTimerAdverts }: InstanceConfig,
  effect: 'fault' | 'points',
): number {
  const advertMs = advertIntervalCs * MS_PER_CS;
  const skewMs = version === 2 ? MS_PER_S : advertMs;
  return effect === 'fault' ? skewMs : downTimerAdverts * advertMs + skewMs;
}

const lateness = (ms: number | undefined): string =>
  ms === undefined ? 'at the next time of its schedule' : `after at most ${Number((ms / MS_PER_S).toFixed(2))} s`;
