import { expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import { dependsOn, devicesOf, type HostItem, itemKey, itemText, trackingOf } from '../../../src/model/host/item.ts';
import type { Route } from '../../../src/model/host/routing.ts';
import { aRoute, aRule, net, vip } from '../../support/configs.ts';

const VMAC: HostItem = { kind: 'vmac', name: 'vrrp.51', parent: 'eth0', mac: '00:00:5e:00:01:33' };

test('a vmac is touched by what happens to it and to its base', () => {
  expect(devicesOf(VMAC)).toEqual(['eth0', 'vrrp.51']);
  expect(devicesOf({ kind: 'setting', device: 'eth1', setting: 'promote_secondaries', value: 1 })).toEqual(['eth1']);
});

test('items are the same when all that is said of them is', () => {
  expect(itemKey({ ...VMAC })).toBe(itemKey(VMAC));
  expect(itemKey({ ...VMAC, parent: 'eth1' })).not.toBe(itemKey(VMAC));
});

const route = (changes: Partial<Route> = {}): HostItem => ({ kind: 'route', route: aRoute(changes) });

test('a route depends on its interface; one without, and a rule, on any', () => {
  expect(dependsOn(route({ device: 'eth1' }), 'eth1')).toBe(true);
  expect(dependsOn(route({ device: 'eth1' }), 'eth0')).toBe(false);
  expect(dependsOn(route({ via: '10.9.0.254' as IpAddress }), 'eth0')).toBe(true);
  expect(dependsOn({ kind: 'rule', rule: aRule() }, 'eth0')).toBe(true);
});

test('what is not tracked says so, addresses among it', () => {
  expect(trackingOf(route())).toBe('track');
  expect(trackingOf(route({ tracking: 'ignore' }))).toBe('ignore');
  expect(trackingOf({ kind: 'rule', rule: aRule({ tracking: 'ignore' }) })).toBe('ignore');
  expect(trackingOf({ kind: 'address', address: vip('10.9.0.7') })).toBe('track');
  expect(trackingOf({ kind: 'address', address: { ...vip('10.9.0.7'), tracking: 'ignore' } })).toBe('ignore');
});

test.each<[HostItem, string]>([
  [VMAC, 'interface vrrp.51'],
  [{ kind: 'setting', device: 'eth0', setting: 'promote_secondaries', value: 1 }, 'promote_secondaries=1 on eth0'],
  [{ kind: 'address', address: vip('10.9.0.7') }, 'address 10.9.0.7/32 on eth0'],
  [{ kind: 'closed', addresses: ['10.9.0.7' as IpAddress] }, 'packet filter for 10.9.0.7'],
  [route({ via: '10.9.0.254' as IpAddress, table: 100, metric: 5 }), 'route default via 10.9.0.254 table 100 metric 5'],
  [route({ type: 'blackhole', to: net('10.1.0.0', 16) }), 'route blackhole 10.1.0.0/16'],
  [
    { kind: 'rule', rule: aRule({ from: net('10.1.0.0', 16), priority: 7 }) },
    'rule from 10.1.0.0/16 table 100 priority 7',
  ],
  [
    {
      kind: 'rule',
      rule: aRule({ match: 'except', input: 'eth0', mark: { value: 3, mask: 255 }, action: 'prohibit' }),
    },
    'rule not iif eth0 fwmark 3 prohibit',
  ],
])('%j is called %s', (item, text) => {
  expect(itemText(item)).toBe(text);
});
