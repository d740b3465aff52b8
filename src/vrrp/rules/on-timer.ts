/** What a due deadline does. `step` has made sure that it is armed and due. */
import { unreachable } from '../../model/result.ts';
import type { Cause, Instance, Step, TimerName, VrrpEvent } from '../state.ts';
import {
  US_PER_MS,
  advertIntervalUs,
  masterDownUs,
  nextRoundUs,
  timingOf,
  withTimer,
  withoutTimer,
} from '../timers.ts';
import { announce, vipsOf } from './announcing.ts';
import { enterMaster, note, stay } from './entry.ts';
import { isOwner, priorityInForce } from './standing.ts';

/** Why nobody else is master, from what was heard last. */
function causeOfTakeover(self: Instance, nowUs: number): Cause {
  const { awaiting, master } = self;
  if (isOwner(self)) return { kind: 'addressOwner' };
  if (awaiting === 'nothing') throw new Error(`(${self.config.name}) took over without waiting for anything`);
  switch (awaiting.kind) {
    case 'silence': {
      const last = master === 'unknown' ? 'nobody' : master.address;
      return { kind: 'masterSilent', silentForUs: nowUs - awaiting.sinceUs, last };
    }
    case 'departure':
      return { kind: 'masterLeft', from: awaiting.from };
    case 'preemption': {
      const { from, theirs } = awaiting;
      return { kind: 'preempting', from, theirs, ours: self.tracking.effectivePriority };
    }
    default:
      return unreachable(awaiting);
  }
}

/** ST-10: the only timer a backup has is master-down. ST-11: a member of a group waits for the others. */
export function onTimerInBackup(self: Instance, _event: VrrpEvent, nowUs: number): Step {
  if (self.sync === 'alone') return enterMaster(self, causeOfTakeover(self, nowUs), [{ kind: 'advertTimeout' }], nowUs);
  const { awaiting } = self;
  const waiting: Instance = {
    ...withTimer(self, 'masterDown', nowUs + masterDownUs(timingOf(self))),
    awaiting: awaiting === 'nothing' ? awaiting : { ...awaiting, span: 'masterDown' },
  };
  if (self.ready !== 'no') {
    return stay({ ...waiting, ready: { ...self.ready, rounds: self.ready.rounds + 1 } });
  }
  return {
    instance: { ...waiting, ready: { sinceUs: nowUs, rounds: 0 } },
    actions: [note({ kind: 'advertTimeout' })],
  };
}

/** Every member of the group is ready. */
export const onSyncMaster = (self: Instance, _event: VrrpEvent, nowUs: number): Step =>
  enterMaster(self, causeOfTakeover(self, nowUs), [], nowUs);

/** A burst that is not repeated. */
function burstOnce(self: Instance, timer: TimerName, repeat: number): Step {
  return {
    instance: withoutTimer(self, timer),
    actions: announce(vipsOf(self.config), repeat),
  };
}

/** ST-30 and the announcements of a master (AN-01, AN-06). */
export function onTimerInMaster(
  self: Instance,
  { timer }: Extract<VrrpEvent, { readonly type: 'timer' }>,
  nowUs: number,
): Step {
  const { config, timers } = self;
  const { garp } = config;
  const nextUs = (intervalUs: number): number => nextRoundUs(timers[timer] ?? nowUs, intervalUs, nowUs);
  switch (timer) {
    case 'advert':
      return {
        instance: withTimer(self, 'advert', nextUs(advertIntervalUs(self))),
        actions: [{ type: 'sendAdvert', priority: priorityInForce(self) }],
      };
    case 'garpSecond':
      return burstOnce(self, timer, garp.masterRepeat);
    case 'garpLower':
      return burstOnce(self, timer, garp.lowerPriorityRepeat);
    case 'garpRefresh':
      return {
        instance: withTimer(self, timer, nextUs(garp.masterRefreshMs * US_PER_MS)),
        actions: announce(vipsOf(config), garp.masterRefreshRepeat),
      };
    case 'masterDown':
    case 'lastResort':
    case 'offerEnd':
    case 'nextOffer':
      return stay(self);
    default:
      return unreachable(timer);
  }
}
