import type { CheckGroup } from '../model/check.ts';
import type { CheckHealth } from './check-health.ts';
import type { Blame } from './verdict.ts';

type HealthOf = (check: string) => CheckHealth;

/**
 * Looks a name up among groups first, then among checks. Each group is evaluated once, after its members; groups do not
 * contain themselves (the reader refuses that). What was looked up stands: make a new one after a change.
 */
export function withGroups(groups: readonly CheckGroup[], ofCheck: HealthOf): HealthOf {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const known = new Map<string, CheckHealth>();
  const healthOf: HealthOf = (name) => {
    const group = byName.get(name);
    if (group === undefined) return ofCheck(name);
    const health = known.get(name) ?? groupHealth(group, group.of.map(healthOf));
    known.set(name, health);
    return health;
  };
  return healthOf;
}

/** Names of the checks behind these names: themselves, or the members of what is a group, down to the last. */
export function checksBehind(names: readonly string[], groups: readonly CheckGroup[]): ReadonlySet<string> {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const behind = (name: string): readonly string[] => byName.get(name)?.of.flatMap(behind) ?? [name];
  return new Set(names.flatMap(behind));
}

/**
 * Health of a group: up when enough of its members are, `warn` when it needs one that warns for that. Members in
 * maintenance, and broken ones that are ignored, count neither way, but `at least N` keeps its N; a group that nobody is
 * left in is down. A member without a result counts as down; only where no member is down yet has the group no result
 * either, so that a start is no fault. Source: checks.md 3.8.
 */
export function groupHealth(group: CheckGroup, members: readonly CheckHealth[]): CheckHealth {
  const counted = members.filter(({ flags, worth }) => !flags.includes('maintenance') && worth !== 'nothing');
  const needed = neededOf(group.need, counted.length);
  const up = counted.filter(({ health }) => health === 'up');
  const serving = counted.filter(({ health }) => health === 'up' || health === 'warn');
  const down = counted.filter(({ health }) => health === 'down');
  const health =
    serving.length >= needed
      ? up.length >= needed
        ? 'up'
        : 'warn'
      : down.length === 0 && counted.length >= needed
        ? 'unknown'
        : 'down';
  const left = members.length === counted.length ? '' : `, ${members.length - counted.length} not counted`;
  const others = counted.filter((member) => member.health !== 'up').map(memberWords);
  return {
    check: group.name,
    health,
    blame: health === 'down' ? blameOf(down) : 'none',
    reason: [`${serving.length} of ${counted.length} up${left}, ${needed} needed`, ...others].join('; '),
    worth: 'weight',
    flags: [],
  };
}

/** Never 0: a group without members serves nobody. */
function neededOf(need: CheckGroup['need'], counted: number): number {
  if (typeof need === 'object') return Math.max(1, need.atLeast);
  const needed = { any: 1, all: counted, majority: Math.floor(counted / 2) + 1 }[need];
  return Math.max(1, needed);
}

function blameOf(down: readonly CheckHealth[]): Blame {
  const blames = down.map(({ blame }) => blame);
  return blames.includes('service') ? 'service' : blames.includes('checker') ? 'checker' : 'none';
}

const memberWords = ({ check, health, reason }: CheckHealth): string =>
  health === 'unknown' ? `${check} has no result yet` : `${check} ${health} (${reason})`;
