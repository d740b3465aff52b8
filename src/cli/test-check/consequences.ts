import { type CheckHealth, notHeardOf, worthOfGood } from '../../health/check-health.ts';
import { afterEvent, healthOf, initialCheckState } from '../../health/check-state.ts';
import { checksBehind, withGroups } from '../../health/group.ts';
import type { Judgement } from '../../health/judgement.ts';
import { trackInstance } from '../../health/track.ts';
import type { CheckConfig } from '../../model/check.ts';
import type { Model } from '../../model/model.ts';

export interface Consequence {
  readonly instance: string;
  readonly sum: string;
  readonly faults: readonly string[];
}

/** A check as it is when nothing is wrong. */
const good = (check: CheckConfig): CheckHealth => ({
  ...notHeardOf(check.name),
  health: 'up',
  reason: 'taken as good',
  worth: worthOfGood(check),
});

/** What each instance would make of this result if it lasted, every other check and interface being good. */
export function consequences(model: Model, check: CheckConfig, judgement: Judgement): readonly Consequence[] {
  const lasting: CheckConfig = { ...check, firstResult: 'decides', initial: 'unknown' };
  const state = afterEvent(initialCheckState(lasting, 0), { type: 'judged', judgement }, lasting, 0);
  const others = new Map(model.checks.map((each) => [each.name, good(each)]));
  const health = withGroups(model.groups, (name) =>
    name === check.name ? healthOf(state, lasting, 0) : (others.get(name) ?? notHeardOf(name)),
  );
  return model.instances
    .filter(({ trackedChecks }) => {
      const names = trackedChecks.map(({ name }) => name);
      return checksBehind(names, model.groups).has(check.name);
    })
    .map((instance) => {
      const tracking = trackInstance(instance, health, () => 'up');
      return { instance: instance.name, sum: tracking.sum, faults: tracking.faults.map(({ reason }) => reason) };
    });
}

export const consequenceLines = (follows: readonly Consequence[]): readonly string[] =>
  follows.flatMap(({ instance, sum, faults }) => [
    `then     ${instance}: ${sum}, if all else is good`,
    ...faults.map((fault) => `         ${instance} goes to FAULT: ${fault}`),
  ]);
