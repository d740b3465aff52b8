/** A new configuration for the same virtual router: state, timers and learned values stay (ST-60, `vrrp.md` 3.8). */
import type { InstanceConfig, Vip } from '../../model/instance.ts';
import type { Action, Instance, Step, Timers, VrrpEvent } from '../state.ts';
import { advertIntervalUs } from '../timers.ts';
import { announce, firstRefresh, vipsOf } from './announcing.ts';
import { atRest, stay } from './entry.ts';
import { retimed } from './retiming.ts';
import { settle } from './settle.ts';

type Reload = Extract<VrrpEvent, { readonly type: 'reload' }>;

/** All that the kernel is told of an address: a VIP that differs in any of it is another one. */
const installedAs = (vip: Vip): string =>
  JSON.stringify([
    vip.address,
    vip.prefixLength,
    vip.device,
    vip.scope,
    vip.label,
    vip.broadcast,
    vip.preferredLifetimeS,
  ]);

function onlyIn(vips: readonly Vip[], others: readonly Vip[]): readonly Vip[] {
  const known = new Set(others.map(installedAs));
  return vips.filter((vip) => !known.has(installedAs(vip)));
}

/** An interval learned from a master stays; our own becomes the new one. A delay that is configured away is over. */
function adopted(self: Instance, config: InstanceConfig): Instance {
  const learned = config.version === 3 && self.master !== 'unknown';
  const delayed = config.preempt === 'preempt' && config.preemptDelayMs > 0;
  return {
    ...self,
    config,
    masterAdvertIntervalCs: learned ? self.masterAdvertIntervalCs : config.advertIntervalCs,
    preemptAtUs: delayed ? self.preemptAtUs : 'none',
  };
}

/** Before the start and in INIT there is nothing to re-arm and nothing installed. */
export const adoptConfig = (self: Instance, { config }: Reload): Step => stay(adopted(self, config));

/** What `all_bad` says may have changed; a wait for the last resort begins anew with the new intervals. */
export function onReloadInFault(self: Instance, { config }: Reload, nowUs: number): Step {
  return settle(atRest(adopted(self, config), 'fault'), nowUs);
}

export const onReloadInBackup = (self: Instance, { config }: Reload, nowUs: number): Step =>
  stay(retimed(self, adopted(self, config), nowUs));

/** A shorter interval counts from now, but no advert is due during an offer; other announcement times start anew only where they have changed. */
function masterTimers(self: Instance, next: Instance, nowUs: number): Timers {
  const { advert, garpRefresh, ...rest } = self.timers;
  const kept = garpRefresh === undefined ? {} : { garpRefresh };
  const sameRefresh = self.config.garp.masterRefreshMs === next.config.garp.masterRefreshMs;
  return {
    ...rest,
    ...(sameRefresh ? kept : firstRefresh(next.config, nowUs)),
    ...(advert === undefined ? {} : { advert: Math.min(advert, nowUs + advertIntervalUs(next)) }),
  };
}

const removalOf = (vips: readonly Vip[]): readonly Action[] => (vips.length > 0 ? [{ type: 'removeVips', vips }] : []);

/** Only the addresses that changed are touched: an unchanged VIP keeps serving. */
export function onReloadInMaster(self: Instance, { config }: Reload, nowUs: number): Step {
  const next = adopted(self, config);
  const added = onlyIn(vipsOf(config), vipsOf(self.config));
  const adding: readonly Action[] =
    added.length > 0 ? [{ type: 'addVips', vips: added }, ...announce(added, config.garp.masterRepeat)] : [];
  return {
    instance: { ...next, timers: masterTimers(self, next, nowUs) },
    actions: [...removalOf(onlyIn(vipsOf(self.config), vipsOf(config))), ...adding],
  };
}

/** As every master, and then what `all_bad` says now. A mastership that ends with it sets nothing any more. */
export function onReloadWhileFailing(self: Instance, event: Reload, nowUs: number): Step {
  const reloaded = onReloadInMaster(self, event, nowUs);
  const settled = settle(reloaded.instance, nowUs);
  const before = onlyIn(vipsOf(self.config), vipsOf(event.config));
  const actions =
    settled.instance.state === 'master'
      ? [...reloaded.actions, ...settled.actions]
      : [...settled.actions, ...removalOf(before)];
  return { ...settled, actions };
}
