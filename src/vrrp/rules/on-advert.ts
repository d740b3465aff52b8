/** What an accepted advert does to a backup and to a master (RFC 9568 §6.4.2, §6.4.3). */
import { compareAddresses } from '../../model/address.ts';
import { PRIORITY_LEAVING } from '../../model/priority.ts';
import { unreachable } from '../../model/result.ts';
import type { Action, Instance, Note, Step } from '../state.ts';
import { US_PER_MS, advertIntervalUs, skewUs, timingOf, withTimer } from '../timers.ts';
import { announce, secondLowerBurst, vipsOf } from './announcing.ts';
import { enterBackup, listening, note, stay } from './entry.ts';
import { type Heard, obey } from './following.ts';
import { isOwner, priorityInForce, uselessMove } from './standing.ts';

/** The master leaves: the best backup is the one with the shortest skew (ST-12). */
function awaitSkew(self: Instance, { from }: Heard, nowUs: number): Step {
  const waiting = withTimer(self, 'masterDown', nowUs + skewUs(timingOf(self)));
  return {
    instance: { ...waiting, awaiting: { kind: 'departure', from, span: 'skew' } },
    actions: [note({ kind: 'priorityZeroHeard', from, as: 'backup' })],
  };
}

/** Lets the timer run out and takes over (ST-14, ST-18). */
function discard(self: Instance, { advert, from }: Heard): Step {
  const theirs = advert.priority;
  const { awaiting } = self;
  const isAwaited = awaiting === 'nothing' || awaiting.kind === 'departure';
  return {
    instance: isAwaited ? self : { ...self, awaiting: { kind: 'preemption', from, theirs, span: awaiting.span } },
    actions: [note({ kind: 'lowerAdvertDiscarded', from, theirs })],
  };
}

/** ST-13, ST-15: a preempt delay counts from the first lower advert after this one. */
function obeyPlainly(self: Instance, heard: Heard, nowUs: number): Step {
  const { instance, notes } = obey(self, heard, nowUs);
  if (self.preemptAtUs === 'none') return { instance, actions: notes.map(note) };
  const stopped: readonly Note[] = [...notes, { kind: 'preemptDelayStopped' }];
  return { instance: { ...instance, preemptAtUs: 'none' }, actions: stopped.map(note) };
}

/** ST-16 to ST-18: a lower master is obeyed until the delay is over. */
function delayPreemption(self: Instance, heard: Heard, nowUs: number): Step {
  const { preemptAtUs } = self;
  if (preemptAtUs !== 'none' && nowUs >= preemptAtUs) return discard(self, heard);
  const { instance, notes } = obey(self, heard, nowUs);
  if (preemptAtUs !== 'none') return { instance, actions: notes.map(note) };
  const delayUs = self.config.preemptDelayMs * US_PER_MS;
  return {
    instance: { ...instance, preemptAtUs: nowUs + delayUs },
    actions: [...notes.map(note), note({ kind: 'preemptDelayStarted', delayUs })],
  };
}

/** A broken node leaves the addresses with a master that is no more broken than itself. */
function stayAway(
  self: Instance,
  heard: Heard,
  losses: { readonly theirLoss: number; readonly ourLoss: number },
  nowUs: number,
): Step {
  const { instance, actions } = obeyPlainly(self, heard, nowUs);
  return { instance, actions: [...actions, note({ kind: 'notWorthMoving', from: heard.from, ...losses })] };
}

/** ST-12 to ST-18. The sender's address does not matter to a backup. */
export function onAdvertInBackup(self: Instance, heard: Heard, nowUs: number): Step {
  const theirs = heard.advert.priority;
  if (theirs === PRIORITY_LEAVING) return awaitSkew(self, heard, nowUs);
  if (theirs >= self.tracking.effectivePriority) return obeyPlainly(self, heard, nowUs);
  if (isOwner(self)) return discard(self, heard);
  if (self.config.preempt === 'nopreempt') return obeyPlainly(self, heard, nowUs);
  const useless = uselessMove(self, heard.from, theirs);
  if (useless !== 'no') return stayAway(self, heard, useless, nowUs);
  return self.config.preemptDelayMs > 0 ? delayPreemption(self, heard, nowUs) : discard(self, heard);
}

/** An advert against ourselves: priority first, then the numerically higher source address (`vrrp.md` 3.4). */
export function rank(self: Instance, { advert, from }: Heard): 'leaving' | 'lower' | 'same' | 'higher' {
  const ours = priorityInForce(self);
  if (advert.priority === PRIORITY_LEAVING) return 'leaving';
  if (advert.priority !== ours) return advert.priority > ours ? 'higher' : 'lower';
  const order = self.sourceAddress === 'none' ? 1 : compareAddresses(from, self.sourceAddress);
  if (order === 0) return 'same';
  return order > 0 ? 'higher' : 'lower';
}

/** Speaks at once; the next regular advert is an interval away. */
function assertMaster(self: Instance, actions: readonly Action[], nowUs: number): Step {
  return {
    instance: withTimer(self, 'advert', nowUs + advertIntervalUs(self)),
    actions: [{ type: 'sendAdvert', priority: priorityInForce(self) }, ...actions],
  };
}

/** Another one may have misled the neighbours, so the addresses are announced again. */
export const reassure = ({ config, ...self }: Instance, nowUs: number): Step => ({
  instance: { ...self, config, timers: { ...self.timers, ...secondLowerBurst(config, nowUs) } },
  actions: announce(vipsOf(config), config.garp.lowerPriorityRepeat),
});

/** ST-32, ST-33. */
export function contest(self: Instance, { advert, from }: Heard, nowUs: number): Step {
  const { config } = self;
  const { instance: announcing, actions: bursts } = reassure(self, nowUs);
  const fact = { from, theirs: advert.priority, ours: priorityInForce(self) };
  if (config.onLowerPriority === 'silent') {
    return { instance: announcing, actions: [...bursts, note({ kind: 'lowerAdvertIgnored', ...fact })] };
  }
  return assertMaster(announcing, [...bursts, note({ kind: 'lowerAdvertAnswered', ...fact })], nowUs);
}

/** ST-35. */
function stepDown(self: Instance, heard: Heard, nowUs: number): Step {
  const { advert, from } = heard;
  const [theirs, ours] = [advert.priority, self.tracking.effectivePriority];
  const { instance, notes } = obey(listening(self, nowUs), heard, nowUs);
  const left =
    theirs > ours
      ? enterBackup(self, instance, { kind: 'higherPriority', from, theirs, ours }, [
          { kind: 'higherAdvertHeard', from, theirs, ours },
          ...notes,
        ])
      : enterBackup(self, instance, { kind: 'higherAddress', from, priority: theirs }, [
          { kind: 'equalAdvertHigherAddress', from, priority: theirs },
          ...notes,
        ]);
  if (self.config.onHigherPriority === 'silent') return left;
  return { ...left, actions: [{ type: 'sendAdvert', priority: ours }, ...left.actions] };
}

/** ST-31 to ST-35. */
export function onAdvertInMaster(self: Instance, heard: Heard, nowUs: number): Step {
  const { from } = heard;
  const ranked = rank(self, heard);
  switch (ranked) {
    case 'leaving':
      return assertMaster(self, [note({ kind: 'priorityZeroHeard', from, as: 'master' })], nowUs);
    case 'lower':
      return contest(self, heard, nowUs);
    case 'same':
      return { ...stay(self), actions: [note({ kind: 'duplicateAddress', from })] };
    case 'higher':
      return stepDown(self, heard, nowUs);
    default:
      return unreachable(ranked);
  }
}
