import { expect, test } from 'vitest';
import { devicesOf, type HostItem, itemKey } from '../../../src/model/host/item.ts';

const VMAC: HostItem = { kind: 'vmac', name: 'vrrp.51', parent: 'eth0', mac: '00:00:5e:00:01:33' };

test('a vmac is touched by what happens to it and to its base', () => {
  expect(devicesOf(VMAC)).toEqual(['eth0', 'vrrp.51']);
  expect(devicesOf({ kind: 'setting', device: 'eth1', setting: 'promote_secondaries', value: 1 })).toEqual(['eth1']);
});

test('items are the same when all that is said of them is', () => {
  expect(itemKey({ ...VMAC })).toBe(itemKey(VMAC));
  expect(itemKey({ ...VMAC, parent: 'eth1' })).not.toBe(itemKey(VMAC));
});
