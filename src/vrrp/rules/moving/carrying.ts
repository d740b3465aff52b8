/** What moves with the addresses: it comes after them and goes before them (`vrrp.md` 3.5). */
import { type CarriedItem, itemKey, itemText } from '../../../model/host/item.ts';
import type { InstanceConfig } from '../../../model/instance.ts';
import type { Action, Cause, VrrpEvent } from '../../state.ts';
import { vipsOf } from '../announcing.ts';

export const install = (items: readonly CarriedItem[]): readonly Action[] =>
  items.length > 0 ? [{ type: 'install', items }] : [];

/** The last one first: a route may stand on another one. */
export const uninstall = (items: readonly CarriedItem[]): readonly Action[] =>
  items.length > 0 ? [{ type: 'uninstall', items: items.toReversed() }] : [];

/** Why a node that lost this can no longer be master; `undefined` when it is not configured any more. */
export function lossOf(
  config: InstanceConfig,
  lost: Extract<VrrpEvent, { readonly type: 'vipRemoved' }>,
): Extract<Cause, { kind: 'vipTaken' }> | undefined {
  if ('address' in lost) {
    const { address } = lost;
    return vipsOf(config).some((vip) => vip.address === address) ? { kind: 'vipTaken', address } : undefined;
  }
  const known = config.carried.some((item) => itemKey(item) === itemKey(lost.item));
  return known ? { kind: 'vipTaken', item: itemText(lost.item) } : undefined;
}
