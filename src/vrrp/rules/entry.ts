/** How each state is entered and master left, with the actions in the order that `vrrp.md` 3.5 demands. */
import { PRIORITY_LEAVING, PRIORITY_OWNER } from '../../model/priority.ts';
import type { Action, Cause, FaultReason, Instance, Note, NotifyState, Step, VrrpState } from '../state.ts';
import { advertIntervalUs, masterDownUs, timingOf } from '../timers.ts';
import { announce, firstRefresh, secondBurst, vipsOf } from './announcing.ts';

/** Nothing changes, nothing is to be done. */
export const stay = (instance: Instance): Step => ({ instance, actions: [] });

export const note = (fact: Note): Action => ({ type: 'note', note: fact });

/** Whether the address belongs to this router: it always preempts and no weight changes its priority. */
export const isOwner = ({ config }: Instance): boolean => config.basePriority === PRIORITY_OWNER;

/** The one report of a transition. `self`: before it. */
function report(self: Instance, to: VrrpState, notify: NotifyState, cause: Cause): Action {
  return { type: 'report', from: self.state, to, notify, cause };
}

/** Without timers and without anything learned. */
const atRest = (self: Instance, state: VrrpState): Instance => ({
  ...self,
  state,
  masterAdvertIntervalCs: self.config.advertIntervalCs,
  master: 'unknown',
  timers: {},
  awaiting: 'nothing',
  preemptAtUs: 'none',
});

/** A backup that has heard nobody yet and takes over after a whole master-down interval. */
export function listening(self: Instance, nowUs: number): Instance {
  const backup = atRest(self, 'backup');
  return {
    ...backup,
    timers: { masterDown: nowUs + masterDownUs(timingOf(backup)) },
    awaiting: { kind: 'silence', sinceUs: nowUs },
  };
}

/** The advert first, so that an old master drops its addresses before our ARP goes out. */
export function enterMaster(self: Instance, cause: Cause, notes: readonly Note[], nowUs: number): Step {
  const { config, tracking } = self;
  const vips = vipsOf(config);
  return {
    instance: {
      ...atRest(self, 'master'),
      timers: {
        advert: nowUs + advertIntervalUs(self),
        ...secondBurst(config, nowUs),
        ...firstRefresh(config, nowUs),
      },
    },
    actions: [
      { type: 'sendAdvert', priority: tracking.effectivePriority },
      { type: 'addVips', vips },
      ...announce(vips, config.garp.masterRepeat),
      ...notes.map(note),
      report(self, 'master', 'master', cause),
    ],
  };
}

/** Gives up what a master has: `priorityZero` lets a backup take over after one skew time. No master: nothing. */
function release(self: Instance, farewell: 'priorityZero' | 'silent'): readonly Action[] {
  if (self.state !== 'master') return [];
  const goodbye: readonly Action[] =
    farewell === 'priorityZero' && self.sourceAddress !== 'none'
      ? [{ type: 'sendAdvert', priority: PRIORITY_LEAVING }, note({ kind: 'priorityZeroSent' })]
      : [];
  return [{ type: 'cancelAnnouncements' }, ...goodbye, { type: 'removeVips', vips: vipsOf(self.config) }];
}

/** Enters backup as `backup` says. A master that lost an election leaves silently, the winner has spoken already. */
export function enterBackup(self: Instance, backup: Instance, cause: Cause, notes: readonly Note[] = []): Step {
  const farewell = cause.kind === 'vipTaken' ? 'priorityZero' : 'silent';
  return {
    instance: backup,
    actions: [...release(self, farewell), ...notes.map(note), report(self, 'backup', 'backup', cause)],
  };
}

/** A master says priority 0 once; without a source address it cannot. */
function enterFault(self: Instance, reasons: readonly FaultReason[]): Step {
  const cause: Cause = { kind: 'fault', reasons };
  return {
    instance: atRest(self, 'fault'),
    actions: [...release(self, 'priorityZero'), report(self, 'fault', 'fault', cause)],
  };
}

/** Ends the instance: it hears and does nothing any more. */
export function enterStopped(self: Instance, notify: 'stop' | 'deleted', cause: Cause): Step {
  return {
    instance: { ...atRest(self, 'init'), phase: 'stopped' },
    actions: [...release(self, 'priorityZero'), report(self, 'init', notify, cause)],
  };
}

/** What the trackers found, and what the core knows by itself: without a source address no advert can be sent. */
function faultsOf({ config, tracking, sourceAddress }: Instance): readonly FaultReason[] {
  const tracked = tracking.faults.map(({ reason }) => reason);
  if (sourceAddress !== 'none') return tracked;
  const missing =
    config.sourceAddress === 'interface'
      ? `interface ${config.interface} has no IPv4 address`
      : `this host does not have the source address ${config.sourceAddress}`;
  return [...tracked, missing];
}

/**
 * The state a running instance belongs in after something around it changed: FAULT while there is a reason; out of it,
 * or out of INIT, when no reason is left and every weight-0 check has reported (ST-01 to 05, 20, 38, 50, 51, 63).
 */
export function settle(self: Instance, nowUs: number): Step {
  const reasons = faultsOf(self);
  if (reasons.length > 0) return self.state === 'fault' ? stay(self) : enterFault(self, reasons);
  if (self.state === 'backup' || self.state === 'master') return stay(self);
  if (self.tracking.waitingFor.length > 0) return stay(self);
  if (isOwner(self)) return enterMaster(self, { kind: 'addressOwner' }, [], nowUs);
  return enterBackup(self, listening(self, nowUs), { kind: self.state === 'init' ? 'started' : 'faultCleared' });
}
