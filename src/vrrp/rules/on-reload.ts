/** A new configuration for the same virtual router: state, timers and learned values stay (ST-60, `vrrp.md` 3.8). */
import { itemsOnlyIn } from '../../model/host/item.ts';
import type { InstanceConfig, Vip } from '../../model/instance.ts';
import type { Action, Instance, Step, Timers, VrrpEvent } from '../state.ts';
import { advertIntervalUs } from '../timers.ts';
import { announce, firstRefresh, vipsOf } from './announcing.ts';
import { install, uninstall } from './moving/carrying.ts';
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
    vip.peer,
    vip.flags,
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

/** What of the old configuration the new one does not have. */
function removalOf(old: InstanceConfig, config: InstanceConfig): readonly Action[] {
  const vips = onlyIn(vipsOf(old), vipsOf(config));
  const items = uninstall(itemsOnlyIn(old.carried, config.carried));
  return vips.length > 0 ? [...items, { type: 'removeVips', vips }] : items;
}

/** What the new one has and the old did not. A route may have gone with an address, so then all are seen to. */
function additionOf(old: InstanceConfig, config: InstanceConfig): readonly Action[] {
  const vips = onlyIn(vipsOf(config), vipsOf(old));
  const moved = onlyIn(vipsOf(old), vipsOf(config)).length > 0;
  const items = install(moved ? config.carried : itemsOnlyIn(config.carried, old.carried));
  if (vips.length === 0) return items;
  return [{ type: 'addVips', vips }, ...items, ...announce(vips, config.garp.masterRepeat)];
}

/** Only what changed is touched: an unchanged VIP keeps serving. */
export function onReloadInMaster(self: Instance, { config }: Reload, nowUs: number): Step {
  const next = adopted(self, config);
  return {
    instance: { ...next, timers: masterTimers(self, next, nowUs) },
    actions: [...removalOf(self.config, config), ...additionOf(self.config, config)],
  };
}

/** As every master, and then what `all_bad` says now. A mastership that ends with it sets nothing any more. */
export function onReloadWhileFailing(self: Instance, event: Reload, nowUs: number): Step {
  const reloaded = onReloadInMaster(self, event, nowUs);
  const settled = settle(reloaded.instance, nowUs);
  const actions =
    settled.instance.state === 'master'
      ? [...reloaded.actions, ...settled.actions]
      : [...settled.actions, ...removalOf(self.config, event.config)];
  return { ...settled, actions };
}
