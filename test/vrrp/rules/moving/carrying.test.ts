import { expect, test } from 'vitest';
import type { IpAddress } from '../../../../src/model/address.ts';
import { type CarriedItem, itemText } from '../../../../src/model/host/item.ts';
import type { InstanceConfig } from '../../../../src/model/instance.ts';
import type { Action, Instance, VrrpEvent } from '../../../../src/vrrp/state.ts';
import { createInstance, step } from '../../../../src/vrrp/step.ts';
import { aRoute, aRule, vip } from '../../../support/configs.ts';
import { caseConfig, caseTracking } from '../../scenario/cases.ts';

const route = (table: number): CarriedItem => ({ kind: 'route', route: aRoute({ table }) });
const RULE: CarriedItem = { kind: 'rule', rule: aRule() };
const CONFIG: InstanceConfig = { ...caseConfig(), carried: [route(1), route(2), RULE] };

/** What an action does to the host, in words; nothing for the others. */
function inWords(action: Action): readonly string[] {
  if (action.type === 'install' || action.type === 'uninstall') {
    return action.items.map((item) => `${action.type} ${itemText(item)}`);
  }
  return action.type === 'addVips' || action.type === 'removeVips' || action.type === 'announce' ? [action.type] : [];
}

class Router {
  instance: Instance = createInstance(CONFIG, caseTracking(CONFIG), '10.9.0.1' as IpAddress);

  /** Does what the event says, and tells what happens to the host, in order. */
  feed(event: VrrpEvent, nowUs = 4_000_000): readonly string[] {
    const { instance, actions } = step(this.instance, event, nowUs);
    this.instance = instance;
    return actions.flatMap(inWords);
  }
}

const ALL_INSTALLED = ['install route default table 1', 'install route default table 2', 'install rule table 100'];
const ALL_GONE = ['uninstall rule table 100', 'uninstall route default table 2', 'uninstall route default table 1'];

function master(): Router {
  const router = new Router();
  router.feed({ type: 'start' }, 0);
  expect(router.feed({ type: 'timer', timer: 'masterDown' })).toEqual(['addVips', ...ALL_INSTALLED, 'announce']);
  return router;
}

test('routes and rules come after the addresses and go before them, the last one first', () => {
  const router = master();
  expect(router.feed({ type: 'shutdown', reason: 'SIGTERM' })).toEqual([...ALL_GONE, 'removeVips']);
});

test.each<[string, VrrpEvent]>([
  ['removed', { type: 'removed' }],
  ['a fault', { type: 'tracking', tracking: caseTracking(CONFIG, { faults: ['eth0 is down'] }) }],
  [
    'a higher advert',
    {
      type: 'advert',
      from: '10.9.0.2' as IpAddress,
      advert: { version: 2, vrid: CONFIG.vrid, priority: 200 as never, advertIntervalCs: 100, addresses: [] },
    },
  ],
])('they go with the mastership: %s', (_why, event) => {
  expect(master().feed(event)).toEqual([...ALL_GONE, 'removeVips']);
});

test('one that is lost ends the mastership, and says what it is; one that is not configured does not', () => {
  const router = master();
  expect(router.feed({ type: 'vipRemoved', item: route(9) })).toEqual([]);
  expect(router.feed({ type: 'vipRemoved', item: route(2) })).toEqual([...ALL_GONE, 'removeVips']);
  expect(router.instance.state).toBe('backup');
});

test('a reload touches only what differs, the old before the new', () => {
  const router = master();
  const config = { ...CONFIG, carried: [route(1), route(3), RULE] };
  expect(router.feed({ type: 'reload', config })).toEqual([
    'uninstall route default table 2',
    'install route default table 3',
  ]);
});

test('when an address goes with a reload the routes are seen to once more: the kernel may have taken them along', () => {
  const router = master();
  const config = { ...CONFIG, vips: [vip('10.9.0.101')] };
  expect(router.feed({ type: 'reload', config })).toEqual(['removeVips', 'addVips', ...ALL_INSTALLED, 'announce']);
});
