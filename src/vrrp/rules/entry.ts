/** How each state is entered and master left, with the actions in the order that `vrrp.md` 3.5 demands. */
import { PRIORITY_LEAVING } from '../../model/priority.ts';
import type { Action, Cause, Instance, Note, NotifyState, Step, Timers, VrrpState } from '../state.ts';
import { advertIntervalUs, masterDownUs, offerIntervalUs, skewUs, timingOf, withTimer } from '../timers.ts';
import { announce, firstRefresh, secondBurst, vipsOf } from './announcing.ts';
import { install, uninstall } from './moving/carrying.ts';
import { priorityInForce, standingOf } from './standing.ts';

/** Nothing changes, nothing is to be done. */
export const stay = (instance: Instance): Step => ({ instance, actions: [] });

export const note = (fact: Note): Action => ({ type: 'note', note: fact });

/** The one report of a transition. `self`: before it. */
function report(self: Instance, to: VrrpState, notify: NotifyState, cause: Cause): Action {
  return { type: 'report', from: self.state, to, notify, cause };
}

/** Without timers and without anything learned. */
export const atRest = (self: Instance, state: VrrpState): Instance => ({
  ...self,
  state,
  failing: 'no',
  masterAdvertIntervalCs: self.config.advertIntervalCs,
  master: 'unknown',
  timers: {},
  awaiting: 'nothing',
  preemptAtUs: 'none',
  ready: 'no',
});

/** A backup that has heard nobody yet and takes over after a whole master-down interval. */
export function listening(self: Instance, nowUs: number): Instance {
  const backup = atRest(self, 'backup');
  return {
    ...backup,
    timers: { masterDown: nowUs + masterDownUs(timingOf(backup)) },
    awaiting: { kind: 'silence', sinceUs: nowUs, span: 'masterDown' },
  };
}

/** The same, but it takes over after one skew time. */
export function listeningShortly(self: Instance, nowUs: number): Instance {
  const backup = listening(self, nowUs);
  const waiting = withTimer(backup, 'masterDown', nowUs + skewUs(timingOf(backup)));
  return { ...waiting, awaiting: { kind: 'silence', sinceUs: nowUs, span: 'skew' } };
}

/** The advert first, so that an old master drops its addresses before our ARP goes out. */
export function enterMaster(self: Instance, cause: Cause, notes: readonly Note[], nowUs: number): Step {
  const { config } = self;
  const vips = vipsOf(config);
  const failing = standingOf(self).kind === 'failing' ? 'keeping' : 'no';
  const offers: Timers = failing === 'no' ? {} : { nextOffer: nowUs + offerIntervalUs(self) };
  const master: Instance = {
    ...atRest(self, 'master'),
    failing,
    timers: {
      advert: nowUs + advertIntervalUs(self),
      ...offers,
      ...secondBurst(config, nowUs),
      ...firstRefresh(config, nowUs),
    },
  };
  return {
    instance: master,
    actions: [
      { type: 'sendAdvert', priority: priorityInForce(master) },
      { type: 'addVips', vips },
      ...install(config.carried),
      ...announce(vips, config.garp.masterRepeat),
      ...notes.map(note),
      report(self, 'master', 'master', cause),
    ],
  };
}

/**
 * Gives up what a master has: `priorityZero` lets a backup take over after one skew time. It is not said twice: during an
 * offer it would make whoever is about to take over wait anew. No master: nothing.
 */
function release(self: Instance, farewell: 'priorityZero' | 'silent'): readonly Action[] {
  if (self.state !== 'master') return [];
  const says = farewell === 'priorityZero' && self.sourceAddress !== 'none' && self.timers.offerEnd === undefined;
  const goodbye: readonly Action[] = says
    ? [{ type: 'sendAdvert', priority: PRIORITY_LEAVING }, note({ kind: 'priorityZeroSent' })]
    : [];
  const { config } = self;
  const removed: readonly Action[] = [...uninstall(config.carried), { type: 'removeVips', vips: vipsOf(config) }];
  return [{ type: 'cancelAnnouncements' }, ...goodbye, ...removed];
}

/** What began it, in whichever member of a group. */
export const firstCause = (cause: Cause): Cause => (cause.kind === 'sync' ? firstCause(cause.because) : cause);

/** Enters backup as `backup` says. A master that lost an election leaves silently, the winner has spoken already. */
export function enterBackup(self: Instance, backup: Instance, cause: Cause, notes: readonly Note[] = []): Step {
  const farewell = firstCause(cause).kind === 'vipTaken' ? 'priorityZero' : 'silent';
  return {
    instance: backup,
    actions: [...release(self, farewell), ...notes.map(note), report(self, 'backup', 'backup', cause)],
  };
}

/** Enters FAULT as `fault` says. A master says priority 0 once, unless its successor has spoken already. */
export function enterFault(self: Instance, fault: Instance, cause: Cause, notes: readonly Note[] = []): Step {
  const farewell = cause.kind === 'relieved' ? 'silent' : 'priorityZero';
  return {
    instance: fault,
    actions: [...release(self, farewell), ...notes.map(note), report(self, 'fault', 'fault', cause)],
  };
}

/** Ends the instance: it hears and does nothing any more. */
export function enterStopped(self: Instance, notify: 'stop' | 'deleted', cause: Cause): Step {
  return {
    instance: { ...atRest(self, 'init'), phase: 'stopped' },
    actions: [...release(self, 'priorityZero'), report(self, 'init', notify, cause)],
  };
}
