/** The written answer to every event in every situation (`vrrp.md` 3.5). A forgotten pair does not compile. */
import type { Instance, Step, VrrpEvent } from '../state.ts';
import {
  onAdvertInReserve,
  onAdvertWhileFailing,
  onTimerInReserve,
  onTimerWhileFailing,
  onVipRemovedWhileFailing,
} from './all-bad.ts';
import { onAdvertInBackup, onAdvertInMaster } from './on-advert.ts';
import {
  adoptGroupView,
  adoptSourceAddress,
  adoptTracking,
  onGroupView,
  onRemoved,
  onShutdown,
  onSourceAddress,
  onStart,
  onSyncBackup,
  onSyncContest,
  onTracking,
  onVipRemoved,
  retire,
} from './on-local.ts';
import { adoptConfig, onReloadInBackup, onReloadInFault, onReloadInMaster, onReloadWhileFailing } from './on-reload.ts';
import { onSyncMaster, onTimerInBackup, onTimerInMaster } from './on-timer.ts';

/**
 * The states, INIT by what it waits for: `idle` for the start, `waiting` for first results, `stopped` for nothing; MASTER
 * and FAULT also by what a node does whose checks have failed (`Failing`).
 */
export type Situation =
  'idle' | 'waiting' | 'backup' | 'master' | 'offering' | 'keeping' | 'fault' | 'reserve' | 'stopped';

type EventType = VrrpEvent['type'];
type EventOf<Type extends EventType> = Extract<VrrpEvent, { readonly type: Type }>;

/** `ignore`: happens, and changes nothing. `impossible`: a mistake of the caller. */
type Rule<Type extends EventType> =
  'ignore' | 'impossible' | ((self: Instance, event: EventOf<Type>, nowUs: number) => Step);

type Row = { readonly [Type in EventType]: Rule<Type> };

/** What holds in every running state. */
const RUNNING = {
  start: 'impossible',
  shutdown: onShutdown,
  removed: onRemoved,
  tracking: onTracking,
  sourceAddress: onSourceAddress,
  groupView: onGroupView,
} as const;

/** Only a backup becomes master with its group, and only a master leaves or asserts itself with it. */
const OUT_OF_STEP = { syncMaster: 'ignore', syncBackup: 'ignore', syncContest: 'ignore' } as const;

const WHILE_FAILING: Row = {
  ...RUNNING,
  ...OUT_OF_STEP,
  advert: onAdvertWhileFailing,
  timer: onTimerWhileFailing,
  vipRemoved: onVipRemovedWhileFailing,
  reload: onReloadWhileFailing,
};

export const TRANSITIONS: Readonly<Record<Situation, Row>> = {
  idle: {
    start: onStart,
    shutdown: retire,
    removed: retire,
    advert: 'ignore',
    timer: 'ignore',
    tracking: adoptTracking,
    sourceAddress: adoptSourceAddress,
    vipRemoved: 'ignore',
    reload: adoptConfig,
    groupView: adoptGroupView,
    ...OUT_OF_STEP,
  },
  waiting: { ...RUNNING, ...OUT_OF_STEP, advert: 'ignore', timer: 'ignore', vipRemoved: 'ignore', reload: adoptConfig },
  backup: {
    ...RUNNING,
    advert: onAdvertInBackup,
    timer: onTimerInBackup,
    vipRemoved: 'ignore',
    reload: onReloadInBackup,
    ...OUT_OF_STEP,
    syncMaster: onSyncMaster,
  },
  master: {
    ...RUNNING,
    advert: onAdvertInMaster,
    timer: onTimerInMaster,
    vipRemoved: onVipRemoved,
    reload: onReloadInMaster,
    ...OUT_OF_STEP,
    syncBackup: onSyncBackup,
    syncContest: onSyncContest,
  },
  offering: WHILE_FAILING,
  keeping: WHILE_FAILING,
  fault: {
    ...RUNNING,
    ...OUT_OF_STEP,
    advert: 'ignore',
    timer: 'ignore',
    vipRemoved: 'ignore',
    reload: onReloadInFault,
  },
  reserve: {
    ...RUNNING,
    ...OUT_OF_STEP,
    advert: onAdvertInReserve,
    timer: onTimerInReserve,
    vipRemoved: 'ignore',
    reload: onReloadInFault,
  },
  stopped: {
    start: 'impossible',
    shutdown: 'ignore',
    removed: 'ignore',
    advert: 'ignore',
    timer: 'ignore',
    tracking: 'ignore',
    sourceAddress: 'ignore',
    vipRemoved: 'ignore',
    reload: 'ignore',
    groupView: 'ignore',
    ...OUT_OF_STEP,
  },
};

/** The row that applies to an instance. */
export function situationOf({ phase, state, failing }: Instance): Situation {
  if (phase === 'idle') return 'idle';
  if (phase === 'stopped') return 'stopped';
  if (state === 'init') return 'waiting';
  return failing === 'no' ? state : failing;
}

/** Whether adverts of others matter to an instance now. */
export const hears = (self: Instance): boolean => TRANSITIONS[situationOf(self)].advert !== 'ignore';
