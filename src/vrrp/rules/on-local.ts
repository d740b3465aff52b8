/** What happens on this host: start and stop, checks and interfaces, addresses. */
import type { Instance, Step, VrrpEvent } from '../state.ts';
import { vipsOf } from './announcing.ts';
import { lossOf, uninstall } from './moving/carrying.ts';
import { enterBackup, enterStopped, firstCause, listening, listeningShortly, note, stay } from './entry.ts';
import { reassure } from './on-advert.ts';
import { retimed } from './retiming.ts';
import { settle } from './settle.ts';

type Event<Type extends VrrpEvent['type']> = Extract<VrrpEvent, { readonly type: Type }>;

/** ST-01 to ST-05. Addresses that an earlier run left behind go first, unless we are their master at once. */
export function onStart(self: Instance, _event: VrrpEvent, nowUs: number): Step {
  const settled = settle({ ...self, phase: 'running' }, nowUs);
  if (settled.instance.state === 'master') return settled;
  const { config } = self;
  const leftovers = [...uninstall(config.carried), { type: 'removeVips' as const, vips: vipsOf(config) }];
  return { ...settled, actions: [...leftovers, ...settled.actions] };
}

/** ST-19, ST-37, ST-53. */
export const onShutdown = (self: Instance, { reason }: Event<'shutdown'>): Step =>
  enterStopped(self, 'stop', { kind: 'shutdown', reason });

/** ST-61. */
export const onRemoved = (self: Instance): Step => enterStopped(self, 'deleted', { kind: 'removed' });

/** Ends an instance that never took part: there is nothing to release and nobody to tell. */
export const retire = (self: Instance): Step => stay({ ...self, phase: 'stopped' });

export const adoptTracking = (self: Instance, { tracking }: Event<'tracking'>): Step => stay({ ...self, tracking });

export const adoptSourceAddress = (self: Instance, { address }: Event<'sourceAddress'>): Step =>
  stay({ ...self, sourceAddress: address });

/** ST-20, 21, 36, 38, 50, 51 and `all_bad`: a fault decides the state; a changed priority moves a backup's deadline by the skew. */
export function onTracking(self: Instance, { tracking }: Event<'tracking'>, nowUs: number): Step {
  const [before, after] = [self.tracking.effectivePriority, tracking.effectivePriority];
  const settled = settle(retimed(self, { ...self, tracking }, nowUs), nowUs);
  if (before === after) return settled;
  const changed = note({ kind: 'priorityChanged', before, after, sum: tracking.sum });
  return { ...settled, actions: [changed, ...settled.actions] };
}

/** What the other members of the group are has changed: they may be in fault, or none of them any more. */
export const onGroupView = (self: Instance, { view }: Event<'groupView'>, nowUs: number): Step =>
  settle(viewing(self, view), nowUs);

export const adoptGroupView = (self: Instance, { view }: Event<'groupView'>): Step => stay(viewing(self, view));

/** A member that leaves its group waits for nobody any more, and takes over when its timer runs out again. */
const viewing = (self: Instance, view: Instance['sync']): Instance => ({
  ...self,
  sync: view,
  ready: view === 'alone' ? 'no' : self.ready,
});

/** Another member of the group has lost an election; or its VIP, and then all say that they leave. */
export function onSyncBackup(self: Instance, { cause }: Event<'syncBackup'>, nowUs: number): Step {
  const backup = firstCause(cause).kind === 'vipTaken' ? listeningShortly(self, nowUs) : listening(self, nowUs);
  return enterBackup(self, backup, cause);
}

/** Whoever is master for one member of the group may have been it for all: as keepalived, all are announced again. */
export const onSyncContest = (self: Instance, _event: VrrpEvent, nowUs: number): Step => reassure(self, nowUs);

/** ST-62, ST-63: the next advert leaves from the new address and ties are broken with it. */
export const onSourceAddress = (self: Instance, { address }: Event<'sourceAddress'>, nowUs: number): Step =>
  settle({ ...self, sourceAddress: address }, nowUs);

/** ST-39: whoever took the address away may serve it, so the election is held again after one skew time. */
export function onVipRemoved(self: Instance, lost: Event<'vipRemoved'>, nowUs: number): Step {
  const cause = lossOf(self.config, lost);
  return cause === undefined ? stay(self) : enterBackup(self, listeningShortly(self, nowUs), cause);
}
