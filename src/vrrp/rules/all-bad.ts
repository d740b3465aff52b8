/**
 * Nodes whose checks have failed, under `all_bad keep`: an address that serves badly is better than none, and any healthy
 * node is better than that. Source: checks.md 3.7; an offer is a planned handover (vrrp.md 5.1) that may find nobody.
 */
import { PRIORITY_FAILING, PRIORITY_LEAVING } from '../../model/priority.ts';
import type { Action, Cause, FaultReason, Instance, Step, VrrpEvent } from '../state.ts';
import {
  advertIntervalUs,
  lastResortUs,
  offerIntervalUs,
  offerLimitUs,
  offerSilenceUs,
  withTimer,
  withoutTimer,
} from '../timers.ts';
import { lossOf } from './moving/carrying.ts';
import { atRest, enterFault, enterMaster, note, stay } from './entry.ts';
import { type Heard, follow } from './following.ts';
import { contest, rank } from './on-advert.ts';
import { onTimerInMaster } from './on-timer.ts';
import { priorityInForce, rankOf, standingOf } from './standing.ts';

type Event<Type extends VrrpEvent['type']> = Extract<VrrpEvent, { readonly type: Type }>;

const reasonsOf = (self: Instance): readonly FaultReason[] => {
  const standing = standingOf(self);
  return standing.kind === 'fit' ? [] : standing.reasons;
};

/** Silent until whoever is healthy has had its skew time, then offers again. */
function silenced(self: Instance, nextOfferUs: number, nowUs: number): Instance {
  const silent = withTimer(withoutTimer(self, 'advert'), 'offerEnd', nowUs + offerSilenceUs(self));
  return withTimer(silent, 'nextOffer', nextOfferUs);
}

/**
 * Priority 0, and before it what we are worth: another that holds the addresses as well, after a partition, must hear us
 * within an interval, and from priority 0 it would learn nothing.
 */
const OFFER: readonly Action[] = [
  { type: 'sendAdvert', priority: PRIORITY_FAILING },
  { type: 'sendAdvert', priority: PRIORITY_LEAVING },
];

/**
 * A master whose check has failed keeps its addresses and says priority 0, as a master that leaves does: every healthy
 * backup takes over within its skew time, one that preempts nobody as well (it would obey priority 1 for ever), and so
 * does keepalived.
 */
export function offer(self: Instance, reasons: readonly FaultReason[], nowUs: number): Step {
  return {
    instance: { ...silenced(self, nowUs + offerLimitUs(self), nowUs), failing: 'offering' },
    actions: [...OFFER, note({ kind: 'priorityZeroSent' }), note({ kind: 'offering', reasons })],
  };
}

/** Nobody took over: the addresses stay, and whoever heals is asked again and again. */
function offerAgain(self: Instance, nowUs: number): Step {
  const news = self.failing === 'offering' ? [note({ kind: 'keeping', reasons: reasonsOf(self) })] : [];
  return {
    instance: { ...silenced(self, nowUs + offerIntervalUs(self), nowUs), failing: 'keeping' },
    actions: [...OFFER, ...news],
  };
}

/** The checks are good again while the addresses are still here: an ordinary master speaks at once. */
export function recover(self: Instance, nowUs: number): Step {
  const healthy = { ...withoutTimer(withoutTimer(self, 'offerEnd'), 'nextOffer'), failing: 'no' } as const;
  const priority = priorityInForce(healthy);
  return {
    instance: withTimer(healthy, 'advert', nowUs + advertIntervalUs(self)),
    actions: [{ type: 'sendAdvert', priority }, note({ kind: 'recovered', priority })],
  };
}

/** In FAULT, and takes the addresses when nobody has spoken for long; what was learned of the master stays. */
export function inReserve(self: Instance, nowUs: number): Instance {
  const { masterAdvertIntervalCs, master } = self;
  const reserve: Instance = { ...atRest(self, 'fault'), failing: 'reserve', masterAdvertIntervalCs, master };
  return {
    ...reserve,
    timers: { lastResort: nowUs + lastResortUs(reserve, rankOf(reserve)) },
    awaiting: { kind: 'silence', sinceUs: nowUs, span: 'masterDown' },
  };
}

/** Another node serves the addresses now. */
function relieved(self: Instance, heard: Heard, nowUs: number): Step {
  const { instance, notes } = follow(self, heard, nowUs);
  const { advert, from } = heard;
  const cause: Cause = { kind: 'relieved', by: from, theirs: advert.priority, reasons: reasonsOf(self) };
  return enterFault(self, inReserve(instance, nowUs), cause, notes);
}

/**
 * During an offer whoever speaks is the successor. After it a healthy master, which has more than priority 1, is yielded
 * to, and among two that keep the addresses the higher address stays. A router that leaves is no reason to speak: those
 * who hear it take our addresses over as well.
 */
export function onAdvertWhileFailing(self: Instance, heard: Heard, nowUs: number): Step {
  const ranked = rank(self, heard);
  if (ranked === 'leaving') return stay(self);
  if (ranked === 'same') return { ...stay(self), actions: [note({ kind: 'duplicateAddress', from: heard.from })] };
  const isOffering = self.timers.offerEnd !== undefined;
  return ranked === 'higher' || isOffering ? relieved(self, heard, nowUs) : contest(self, heard, nowUs);
}

/** The end of a silence, the next offer, and what every master does. */
export function onTimerWhileFailing(self: Instance, event: Event<'timer'>, nowUs: number): Step {
  if (event.timer === 'nextOffer') return offerAgain(self, nowUs);
  if (event.timer !== 'offerEnd') return onTimerInMaster(self, event, nowUs);
  return {
    instance: withTimer(withoutTimer(self, 'offerEnd'), 'advert', nowUs + advertIntervalUs(self)),
    actions: [{ type: 'sendAdvert', priority: priorityInForce(self) }],
  };
}

/** Somebody took the address away from a node that is not fit to serve it: it does not take part in the next election. */
export function onVipRemovedWhileFailing(self: Instance, lost: Event<'vipRemoved'>, nowUs: number): Step {
  const cause = lossOf(self.config, lost);
  return cause === undefined ? stay(self) : enterFault(self, inReserve(self, nowUs), cause);
}

/** Somebody lives: a master, or one that leaves and makes room for a healthy node first. */
export function onAdvertInReserve(self: Instance, heard: Heard, nowUs: number): Step {
  if (heard.advert.priority === PRIORITY_LEAVING) return stay(inReserve(self, nowUs));
  const { instance, notes } = follow(self, heard, nowUs);
  return { instance: inReserve(instance, nowUs), actions: notes.map(note) };
}

/** Nobody has spoken for two master-down intervals: the only timer of a reserve. */
export function onTimerInReserve(self: Instance, _event: VrrpEvent, nowUs: number): Step {
  const { awaiting, master } = self;
  if (awaiting === 'nothing' || awaiting.kind !== 'silence')
    throw new Error(`(${self.config.name}) took over as the last resort without waiting for silence`);
  const last = master === 'unknown' ? 'nobody' : master.address;
  const silentForUs = nowUs - awaiting.sinceUs;
  return enterMaster(self, { kind: 'lastResort', silentForUs, last, reasons: reasonsOf(self) }, [], nowUs);
}
