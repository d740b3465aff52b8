import { expect, test } from 'vitest';
import { Taken } from '../../../src/dataplane/host/taken.ts';
import type { HostView } from '../../../src/dataplane/host-view.ts';
import { installedKey, Member } from '../../../src/dataplane/member.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import { type CarriedItem, itemKey, itemText } from '../../../src/model/host/item.ts';
import type { Vip } from '../../../src/model/instance.ts';
import { ok } from '../../../src/model/result.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { aRoute, aRule, vip } from '../../support/configs.ts';
import { caseConfig, caseTracking } from '../../vrrp/scenario/cases.ts';

const config = caseConfig();
const [one, two] = [vip('10.9.0.100'), vip('10.9.0.101')];

/** A member that has both, on a host from which they go. */
function master() {
  const member = new Member(createInstance(config, caseTracking(config), '10.9.0.1' as IpAddress), 0);
  for (const each of [one, two]) member.installed.set(installedKey(each), each);
  const state = {
    gone: [] as Vip[],
    missing: [] as CarriedItem[],
    reads: 0,
    taken: [] as string[],
    later: [] as (() => void)[],
  };
  const host: Pick<HostView, 'goneOf'> = {
    goneOf: () => {
      state.reads += 1;
      return new Set(state.gone);
    },
  };
  const taken = new Taken({
    host: host as HostView,
    network: { missing: () => ok(state.missing) },
    members: new Map([['VI_1', member]]),
    taken: (_member, loss) => state.taken.push('address' in loss ? loss.address : itemText(loss.item)),
    later: (look) => state.later.push(look),
  });
  return { member, state, taken };
}

test('many that are reported together are looked for once, and each is told once', () => {
  const { member, state, taken } = master();
  state.gone = [one, two];
  taken.lookSoon();
  taken.lookSoon();
  expect([state.later.length, state.reads]).toEqual([1, 0]);
  for (const look of state.later) look();
  expect([state.reads, state.taken]).toEqual([1, ['10.9.0.100', '10.9.0.101']]);
  expect(member.installed.size).toBe(0);
});

test('what is decided before that is decided with it, and the look is not repeated', () => {
  const { state, taken } = master();
  taken.catchUp();
  expect(state.reads).toBe(0);
  state.gone = [two];
  taken.lookSoon();
  taken.catchUp();
  expect(state.taken).toEqual(['10.9.0.101']);
  for (const look of state.later) look();
  expect(state.reads).toBe(1);
});

test('routes and rules are missed after the addresses, the first of a member for all', () => {
  const { member, state, taken } = master();
  taken.lookForCarriedSoon();
  expect(state.later).toHaveLength(0);
  const carried: readonly CarriedItem[] = [
    { kind: 'route', route: aRoute() },
    { kind: 'rule', rule: aRule() },
  ];
  for (const item of carried) member.carried.set(itemKey(item), item);
  state.gone = [two];
  state.missing = [...carried];
  taken.lookForCarriedSoon();
  for (const look of state.later) look();
  expect(state.taken).toEqual(['10.9.0.101', 'route default']);
  expect(member.carried.size).toBe(0);
});
