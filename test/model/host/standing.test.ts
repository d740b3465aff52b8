import { expect, test } from 'vitest';
import { fixturesOf, standingItems, vipItemsOf } from '../../../src/model/host/standing.ts';
import { instanceConfig, vip } from '../../support/configs.ts';

const vmac = (transmit: 'vmac' | 'base') => ({ name: 'vrrp.51', transmit });

test('what stands for an instance', () => {
  expect(standingItems(instanceConfig())).toEqual([]);
  expect(standingItems(instanceConfig({ vmac: vmac('vmac'), promoteSecondaries: 'on' }))).toEqual([
    { kind: 'setting', device: 'eth0', setting: 'promote_secondaries', value: 1 },
    { kind: 'vmac', name: 'vrrp.51', parent: 'eth0', mac: '00:00:5e:00:01:33' },
  ]);
});

test('interfaces stand before the static addresses and routes that may need them', () => {
  const address = { kind: 'address', address: vip('10.9.0.7') } as const;
  const instances = [instanceConfig({ vmac: vmac('vmac'), excludedVips: [vip('10.9.0.101')] })];
  expect(fixturesOf({ instances, statics: [address] }).map(({ kind }) => kind)).toEqual(['vmac', 'address']);
  expect(vipItemsOf({ instances }).map((item) => (item.kind === 'address' ? item.address.address : ''))).toEqual([
    '10.9.0.100',
    '10.9.0.101',
  ]);
});

test('no_accept closes every VIP of the instance, in every state', () => {
  const config = instanceConfig({ acceptMode: 'refuse', excludedVips: [vip('10.9.0.101')] });
  expect(standingItems(config)).toEqual([{ kind: 'closed', addresses: ['10.9.0.100', '10.9.0.101'] }]);
  expect(standingItems({ ...config, vips: [], excludedVips: [] })).toEqual([]);
});
